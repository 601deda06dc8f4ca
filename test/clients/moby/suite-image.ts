import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debootstrap } from "../../support/prepare/debootstrap.ts";
import { madeImage } from "../../support/prepare/made-image.ts";
import { program } from "../../support/prepare/program.ts";
import { packages } from "./packages.ts";

/** Where the sources of the tests lie in the image; each package runs in its own directory, as `go test` does it. */
export const sources = "/go/src/github.com/docker/docker/integration";

/** Packages of the suite that speak to one engine; those left out start engines of their own, which no socket is asked about. */
export const suites = ["build", "config", "container", "image", "network", "plugin/common"].concat([
  "secret",
  "service",
  "session",
  "system",
  "volume",
]) as readonly string[];

/** The source package's tree as Go wants it, with Debian's patches that make it fit Debian's libraries, and a test program for each package. */
const recipe = `set -e
sed 's/^deb /deb-src /' /etc/apt/sources.list > /etc/apt/sources.list.d/src.list
apt-get update
mkdir -p /src /suite /go/src/github.com/docker
cd /src
apt-get source --download-only docker.io
for each in cli libnetwork swarmkit; do tar xJf docker.io_*.orig-$each.tar.xz -C /go/src/github.com/docker; done
tar xJf docker.io_*.orig.tar.xz
mv moby-*/engine /go/src/github.com/docker/docker
tar xJf docker.io_*.debian.tar.xz
cd /go/src/github.com
for each in cli-add-go.mod-file engine-add-go.mod-file libnetwork-add-go.mod-file engine-build-against-containerd-v1.5.2 engine-build-against-runc-1.0 libnetwork_proto libnetwork_proto_no_unrecognized_all avoid-consul; do
  sed 's#docker/engine/#docker/docker/#g' "/src/debian/patches/$each.patch" | patch -p0 -f -N
done
export GO111MODULE=off GOPATH=/go:/usr/share/gocode GOFLAGS=-buildvcs=false GOCACHE=/tmp/cache HOME=/root CGO_ENABLED=0
cd ${sources}
for each in ${suites.join(" ")}; do
  go test -c -tags "exclude_graphdriver_devicemapper exclude_graphdriver_btrfs" -o "/suite/$(echo $each | tr / -).test" "./$each"
done
`;

/**
 * The integration tests that come with Docker's own Go client, compiled, in an image without any engine: tests that start one of their
 * own fail in it, instead of changing the machine's network. Made once, in some ten minutes.
 */
export const suiteImage = (): Promise<string> =>
  madeImage("gnosis-docker-test/moby-integration:20.10-1", [], async (directory) => {
    const workshop = mkdtempSync("/var/tmp/gnosis-docker-workshop-");
    try {
      await debootstrap(workshop, "bookworm", packages);
      writeFileSync(join(workshop, "make.sh"), recipe);
      await program("chroot", [workshop, "sh", "/make.sh"]);
      for (const each of ["tmp", sources]) mkdirSync(join(directory, each), { recursive: true });
      await program("cp", ["-a", join(workshop, "suite"), directory]);
      await program("cp", ["-a", `${join(workshop, sources)}/.`, join(directory, sources)]);
    } finally {
      await program("rm", ["-rf", "--one-file-system", workshop]);
    }
  });
