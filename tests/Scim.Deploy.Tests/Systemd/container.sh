#!/usr/bin/env bash
# Runs systemd as process 1 in its own namespaces, with only the units of deploy/systemd to start. It shares kernel, network
# and files with the host, but its changes in /etc, /opt, /var, /run and /tmp are private. Usage, as root:
#   container.sh SCRATCH SILO GATEWAY UNIT...   the programs' folders become /opt/orleans-scim/{silo,gateway}
# Prints "process PID" once systemd has started, and shuts everything down when its standard input is closed.
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

  # Debian's units are removed, except the targets that every service needs, and the journal.
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

# The cgroups can be removed only when the last process has exited, shortly after process 1.
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
  [ -n "$hierarchy" ] || fail "systemd requires a cgroup2 hierarchy, but none is mounted."
  cgroup=$hierarchy/orleans-scim-$$
  mkdir "$cgroup"
  (
    echo "$BASHPID" >"$cgroup/cgroup.procs"
    exec unshare --fork --kill-child --pid --mount --mount-proc --cgroup --uts --ipc "$0" --inside "$@"
  ) </dev/null &
  machine=$!
  trap demolish EXIT
  until process=$(cat "/proc/$machine/task/$machine/children" 2>/dev/null) && [ -n "$process" ] && nsenter -t "${process% }" -a systemctl is-active multi-user.target >/dev/null 2>&1; do
    kill -0 $machine 2>/dev/null || fail "systemd could not be started in its own namespaces."
    sleep 0.1
  done
  echo "process ${process% }"
  cat >/dev/null
}

units=/lib/systemd/system
systemd=/lib/systemd/systemd
[ -x $systemd ] || fail "systemd is not installed. Run tests/run.sh, which installs it, or run: apt-get install systemd"
[ "$(id -u)" -eq 0 ] || fail "Root, or sudo without a password, is required to start systemd in its own namespaces."
if [ "$1" = --inside ]; then shift; inside "$@"; else outside "$@"; fi
