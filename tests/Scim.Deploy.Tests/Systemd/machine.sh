#!/usr/bin/env bash
# A machine of its own for systemd, out of namespaces: it is process 1 there, and has the units of deploy/systemd and nothing else to start. It shares the kernel and
# the network with the machine around it, whose files it sees, but what it changes in /etc, /opt, /var, /run and /tmp nobody else sees. As root:
#   machine.sh SCRATCH SILO GATEWAY UNIT...   the programs' folders become /opt/orleans-scim/{silo,gateway}
# Prints "process PID" once systemd answers, and ends with the machine when its input does.
set -euo pipefail

fail() { echo "$1" >&2; exit 1; }

inside() {
  local scratch=$1 silo=$2 gateway=$3 part
  shift 3
  mount -t tmpfs tmpfs "$scratch"
  for part in etc opt var; do
    mkdir -p "$scratch/$part/upper" "$scratch/$part/work"
    mount -t overlay overlay -o "lowerdir=/$part,upperdir=$scratch/$part/upper,workdir=$scratch/$part/work" "/$part"
  done
  mount -t tmpfs -o mode=755 tmpfs /run
  umount -R /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup

  # What Debian starts stays out; of its units there are the targets that every service needs, and the journal.
  rm -rf /etc/systemd/system /var/log/journal
  mkdir -p /run/units/sysinit.target.wants /etc/systemd/system
  for part in basic.target sysinit.target multi-user.target network-online.target shutdown.target umount.target final.target sockets.target timers.target paths.target \
    local-fs.target local-fs-pre.target swap.target systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket; do
    cp "$units/$part" /run/units/
  done
  ln -s ../systemd-journald.service /run/units/sysinit.target.wants/

  mkdir -p /etc/systemd/journald.conf.d
  printf '[Journal]\nReadKMsg=no\nAudit=no\n' >/etc/systemd/journald.conf.d/test.conf

  mkdir -p /opt/orleans-scim/silo /opt/orleans-scim/gateway /etc/orleans-scim
  mount --bind -o ro "$silo" /opt/orleans-scim/silo
  mount --bind -o ro "$gateway" /opt/orleans-scim/gateway
  install -m 0644 -t /etc/systemd/system "$@"
  mount -t tmpfs -o mode=1777 tmpfs /tmp
  mount --bind /dev/null /dev/console
  exec env -i PATH="$PATH" container=test SYSTEMD_UNIT_PATH=/etc/systemd/system:/run/units SYSTEMD_LOG_TARGET=null "$systemd" --system --unit=multi-user.target
}

# The cgroups can go when the last process has, which is a moment after process 1.
demolish() {
  kill -KILL $machine 2>/dev/null || true
  wait $machine 2>/dev/null || true
  for _ in {1..100}; do
    find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true
    [ -d "$cgroup" ] || break
    sleep 0.1
  done
}

outside() {
  local hierarchy process
  hierarchy=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
  [ -n "$hierarchy" ] || fail "No cgroup2 hierarchy is mounted here; systemd needs one."
  cgroup=$hierarchy/orleans-scim-$$
  mkdir "$cgroup"
  (
    echo "$BASHPID" >"$cgroup/cgroup.procs"
    exec unshare --fork --kill-child --pid --mount --mount-proc --cgroup --uts --ipc "$0" --inside "$@"
  ) </dev/null &
  machine=$!
  trap demolish EXIT
  until process=$(cat "/proc/$machine/task/$machine/children" 2>/dev/null) && [ -n "$process" ] && nsenter -t "${process% }" -a systemctl is-active multi-user.target >/dev/null 2>&1; do
    kill -0 $machine 2>/dev/null || fail "systemd could not be started in namespaces of its own."
    sleep 0.1
  done
  echo "process ${process% }"
  cat >/dev/null
}

units=/lib/systemd/system
systemd=/lib/systemd/systemd
[ -x $systemd ] || fail "systemd is not installed. tests/run.sh installs it; by hand: apt-get install systemd."
[ "$(id -u)" -eq 0 ] || fail "systemd is started in namespaces of its own, which takes root, or sudo that asks for no password."
if [ "$1" = --inside ]; then shift; inside "$@"; else outside "$@"; fi
