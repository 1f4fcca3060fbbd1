#!/usr/bin/env bash
# Writes OrleansContracts.txt of each project that has one or needs one (deploy/docs/contracts.md). The build compares it with the code.
#   tests/contracts.sh           adds what is new and marks what is gone as *RETIRED*
#   tests/contracts.sh --fresh   writes the files anew: what is gone leaves no trace. Only for contracts that no release had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

fresh=false
case ${1:-} in
  '') ;;
  --fresh) fresh=true ;;
  *) echo "usage: tests/contracts.sh [--fresh]" >&2; exit 2 ;;
esac

# Projects with the Orleans SDK are those that declare grain interfaces or grain classes.
mapfile -t projects < <(git ls-files -- '*.csproj' ':!tests/*' | xargs grep -l 'Include="Microsoft.Orleans.Sdk"')
for project in "${projects[@]}"; do
  contracts=$(dirname "$project")/OrleansContracts.txt
  if $fresh; then rm -f "$contracts"; fi
  dotnet restore "$project" -v quiet
  dotnet format "$project" analyzers --no-restore --severity info --diagnostics \
    ORLEANS0016 ORLEANS0017 ORLEANS0018 ORLEANS0019 ORLEANS0020 ORLEANS0022 ORLEANS0023 ORLEANS0024 ORLEANS0027
  sed -i "s|PATH_TO_PROJECT\.csproj|$project|" "$contracts"
  echo "$contracts: $(grep -cE '^(\*RETIRED\* *)?(interface|class) ' "$contracts") contracts"
done
