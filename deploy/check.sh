#!/usr/bin/env bash
# Validates the files of this folder with the tools that will read them, if these are installed. Exit code 1 if a tool
# reports an error.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
bad=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# check TOOL WHAT COMMAND...: runs a check if its tool is installed.
check() {
  local tool=$1 what=$2 output
  shift 2
  command -v "$tool" >/dev/null || { echo "not checked (no $tool): $what"; return; }
  if output=$("$@" 2>&1); then echo "ok: $what"; else echo "WRONG: $what"; echo "$output"; bad=1; fi
}

check promtool "alert rules" promtool check rules prometheus/alerts.yml
if [ -d compose ]; then
  cp compose/prometheus.yml prometheus/alerts.yml "$scratch"
  check promtool "Prometheus' configuration" promtool check config "$scratch/prometheus.yml"
  check caddy "the proxy of compose" caddy validate --adapter caddyfile --config compose/Caddyfile
fi
check caddy "the TLS proxy" caddy validate --adapter caddyfile --config proxy/Caddyfile
check openssl "a certificate for the test" openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=scim.example.com \
  -days 1 -keyout "$scratch/privkey.pem" -out "$scratch/fullchain.pem"
sed "s#/etc/ssl/scim/#$scratch/#" proxy/nginx.conf >"$scratch/nginx.conf"
PATH=$PATH:/usr/sbin check nginx "the TLS proxy with nginx" nginx -t -g "pid $scratch/nginx.pid;" \
  -e "$scratch/error.log" -c "$scratch/nginx.conf"
for unit in systemd/*.service; do
  # The programs are not installed on this machine; everything else is checked.
  copy=$scratch/$(basename "$unit")
  sed 's#^ExecStart=.*#ExecStart=/bin/true#; /^WorkingDirectory=/d; /^EnvironmentFile=/d' "$unit" >"$copy"
  check systemd-analyze "$unit" systemd-analyze verify --man=no "$copy"
  check systemd-analyze "$unit: exposure at most 2.0 of 10" \
    systemd-analyze security --offline=true --threshold=20 "$copy"
done
for script in $(find . -name '*.sh'); do check bash "$script" bash -n "$script"; done
exit $bad
