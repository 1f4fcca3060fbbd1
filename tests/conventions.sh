#!/usr/bin/env bash
# Prints how well the tree keeps its vocabulary and layout: names, words, line width, namespaces, folders, log event ids.
#   tests/conventions.sh                  the table
#   tests/conventions.sh --verbose        with up to 20 places for each metric
#   tests/conventions.sh --list METRIC    every place of one metric
#   tests/conventions.sh --check          fails when a metric is worse than its limit in tests/conventions.json
#   tests/conventions.sh --update         lowers the limits to what the tree has now (--force raises them too)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
dotnet build tests/Scim.Conventions -c Release -v quiet --nologo >/dev/null || dotnet build tests/Scim.Conventions -c Release -v quiet --nologo
exec dotnet tests/Scim.Conventions/bin/Release/net10.0/Scim.Conventions.dll "$@"
