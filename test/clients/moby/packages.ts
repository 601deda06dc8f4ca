/** Debian's packages of what the integration tests of Docker's own Go client import, and the compiler. */
export const packages: readonly string[] = `
golang-go gcc libc6-dev ca-certificates patch xz-utils dpkg-dev
golang-dbus-dev golang-github-beorn7-perks-dev golang-github-cespare-xxhash-dev golang-github-cilium-ebpf-dev
golang-github-containerd-cgroups-dev golang-github-containerd-containerd-dev golang-github-containerd-continuity-dev
golang-github-containerd-fifo-dev golang-github-containerd-ttrpc-dev golang-github-containerd-typeurl-dev
golang-github-coreos-go-systemd-dev golang-github-cyphar-filepath-securejoin-dev golang-github-docker-distribution-dev
golang-github-docker-go-connections-dev golang-github-docker-go-events-dev golang-github-docker-go-metrics-dev
golang-github-docker-go-units-dev golang-github-docker-libtrust-dev golang-github-fsnotify-fsnotify-dev
golang-github-gogo-googleapis-dev golang-github-gogo-protobuf-dev golang-github-golang-protobuf-1-3-dev
golang-github-google-go-cmp-dev golang-github-google-uuid-dev golang-github-gorilla-mux-dev
golang-github-gotestyourself-gotest.tools-dev golang-github-grpc-ecosystem-go-grpc-middleware-dev
golang-github-grpc-ecosystem-grpc-opentracing-dev golang-github-hashicorp-go-immutable-radix-dev
golang-github-hashicorp-go-memdb-dev golang-github-hashicorp-golang-lru-dev golang-github-klauspost-compress-dev
golang-github-moby-locker-dev golang-github-moby-sys-dev golang-github-moby-term-dev golang-github-morikuni-aec-dev
golang-github-opencontainers-go-digest-dev golang-github-opencontainers-image-spec-dev
golang-github-opencontainers-runc-dev golang-github-opencontainers-selinux-dev golang-github-opencontainers-specs-dev
golang-github-opentracing-opentracing-go-dev golang-github-pkg-errors-dev golang-github-prometheus-client-golang-dev
golang-github-prometheus-client-model-dev golang-github-prometheus-common-dev golang-github-prometheus-procfs-dev
golang-github-sirupsen-logrus-dev golang-github-vbatts-tar-split-dev golang-go-zfs-dev golang-gocapability-dev
golang-golang-x-net-dev golang-golang-x-sync-dev golang-golang-x-sys-dev golang-golang-x-text-dev golang-golang-x-time-dev
golang-google-genproto-dev golang-google-grpc-dev golang-google-protobuf-dev golang-protobuf-extensions-dev
`
  .split(/\s+/)
  .filter(Boolean);
