/** Where the volume lies that carries it. */
export const diskDirectory = "/var/lib/gnosis-docker-disk";

/** Exit codes of it by which the end can be told. */
export const endings: Readonly<Record<string, string>> = {
  "65": "Its time was over.",
  "66": "It took more room than its disk limit.",
  "67": "Its engine died again and again.",
  "137": "Its container was killed, by hand or for want of memory.",
};

/**
 * What a sandbox's container runs: its first process. It makes the container's own cgroup writable (limits of the container hold for
 * all that runs inside), prepares a disk of the given size, runs dockerd and starts it again when it dies, and ends when its time is
 * over, whether or not the server is still there. POSIX shell, since the image is anybody's.
 */
export const startScript = String.raw`
say() { echo "gnosis-docker: $*" >&2; }
fail() { say "$*"; exit 64; }
end() { say "ended: $2"; echo "$1" >/run/gnosis-docker-exit; kill -TERM 1; }

if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mount -o remount,bind,rw /sys/fs/cgroup || fail "no right to remount /sys/fs/cgroup (CAP_SYS_ADMIN, or AppArmor denies mount)"
  mkdir -p /sys/fs/cgroup/engine
  while read -r pid; do echo "$pid" >/sys/fs/cgroup/engine/cgroup.procs 2>/dev/null; done </sys/fs/cgroup/cgroup.procs
  for one in $(cat /sys/fs/cgroup/cgroup.controllers); do echo "+$one" >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null; done
else
  for one in /sys/fs/cgroup/*/; do
    mount -o remount,bind,rw "$one" || fail "no right to remount $one (CAP_SYS_ADMIN, or AppArmor denies mount)"
  done
fi

mkdir -p /var/lib/docker
watcher=none
case "$SANDBOX_DISK_KIND" in
image)
  command -v mkfs.ext4 >/dev/null || fail "disk: the image has no mkfs.ext4"
  mknod /dev/loop-control c 10 237 2>/dev/null
  # Its name is seen by all who look at loop devices, and mount takes two of the same name for one file.
  image=/var/lib/gnosis-docker-disk/$SANDBOX_ID
  truncate -s "$SANDBOX_DISK" "$image" || fail "disk: no room for its image"
  mkfs.ext4 -q -F -m 0 -O ^has_journal -E lazy_itable_init=1,nodiscard "$image" || fail "disk: mkfs.ext4 failed"
  tries=0
  until
    # The kernel names a free device and makes it; its node in this container is ours to make.
    number=$(losetup -f 2>/dev/null | tr -dc 0-9)
    [ -n "$number" ] && mknod "/dev/loop$number" b 7 "$number" 2>/dev/null
    mount -o loop,noatime,discard "$image" /var/lib/docker
  do
    tries=$((tries + 1))
    [ $tries -lt 20 ] || fail "disk: no loop device can be used"
    sleep 0.2
  done
  rm -f /dev/loop*
  # From here on no loop device is needed, so that none can be opened either.
  if [ -f /sys/fs/cgroup/devices/devices.deny ]; then
    echo "b 7:* rwm" >/sys/fs/cgroup/devices/devices.deny
    echo "c 10:237 rwm" >/sys/fs/cgroup/devices/devices.deny
  fi
  ;;
watch)
  mkdir -p /var/lib/gnosis-docker-disk/data
  mount --bind /var/lib/gnosis-docker-disk/data /var/lib/docker || fail "no right to mount (CAP_SYS_ADMIN, or AppArmor denies mount)"
  (
    most=$((SANDBOX_DISK / 1024))
    while sleep 2; do
      used=$(du -skx /var/lib/docker 2>/dev/null | cut -f1)
      [ "$used" -gt "$most" ] 2>/dev/null || continue
      end 66 "its disk is full"
      exit
    done
  ) &
  watcher=$!
  ;;
esac

command -v dockerd >/dev/null || fail "dockerd: not found"
# What clouds tell their machines (the credentials of the host among it) is for nobody in here. Names are asked for at such addresses too.
# Here it is dropped whatever rules dockerd makes, and only who has the rights of this container could take it away.
for metadata in 169.254.0.0/16 100.100.100.200/32; do
  iptables -w -t mangle -A POSTROUTING -d "$metadata" -p tcp ! --dport 53 -j DROP || fail "network: iptables can't drop what goes to $metadata"
done

engine=""
stopping=""
trap 'stopping=$(date +%s); [ -n "$engine" ] && kill "$engine" 2>/dev/null' TERM INT
(
  # Looked at again and again, since its sleep may be killed.
  until=$(($(date +%s) + SANDBOX_SECONDS))
  while left=$((until - $(date +%s))) && [ $left -gt 0 ]; do sleep $((left < 5 ? left : 5)); done
  end 65 "its time is over"
) &
timer=$!

# What an engine leaves behind that was killed: its containerd, and containers that nobody looks after.
clear_up() {
  for each in /proc/[0-9]*; do
    pid=$(basename "$each")
    case "$pid" in 1 | $timer | $watcher) ;; *) kill -KILL "$pid" 2>/dev/null ;; esac
  done
}

deaths=0
while [ -z "$stopping" ]; do
  rm -rf /var/run/docker.pid /run/docker.pid /var/run/docker.sock /run/docker/containerd
  began=$(date +%s)
  dockerd --host unix:///var/run/docker.sock --data-root /var/lib/docker --storage-driver "$SANDBOX_DRIVER" --log-level warn &
  engine=$!
  while kill -0 "$engine" 2>/dev/null; do
    # An engine that won't end must not hold up the end: whatever is left goes with this process.
    [ -n "$stopping" ] && [ $(($(date +%s) - stopping)) -gt 10 ] && break
    wait "$engine"
    code=$?
    [ -n "$stopping" ] && sleep 0.2
  done
  [ -n "$stopping" ] && break
  deaths=$((deaths + 1))
  [ "$(cat /run/gnosis-docker-ready 2>/dev/null)" = yes ] || exit "$code"
  [ $(($(date +%s) - began)) -gt 60 ] && deaths=1
  [ $deaths -gt 5 ] && say "ended: the engine dies again and again" && exit 67
  say "the engine died with code $code and is started again"
  clear_up
  sleep 0.5
done
exit "$(cat /run/gnosis-docker-exit 2>/dev/null || echo 0)"
`.trim();
