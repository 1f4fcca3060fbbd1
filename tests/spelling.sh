#!/usr/bin/env bash
# Checks the spelling of the tree's code, SQL, documents and scripts: names, comments and text. English as in the United States; the
# project's own terms are in tests/spelling/words.txt, and the names and made-up words of tests in tests/spelling/test-data.txt.
#   tests/spelling.sh            prints unknown words with their places, and fails where there are any
#   tests/spelling.sh --words    prints the unknown words alone, sorted: what words.txt lacks
#   tests/spelling.sh --unused   prints the words of words.txt that the tree no longer has
#   tests/spelling.sh --sort     sorts words.txt
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The checker is installed outside the tree, once for each version of its lock file.
version=$(cat tests/spelling/package.json tests/spelling/package-lock.json | sha256sum | cut -c1-16)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/orleans-scim-tests/spelling-$version
cspell=$cache/node_modules/.bin/cspell
if [ ! -x "$cspell" ]; then
  mkdir -p "$cache"
  cp tests/spelling/package.json tests/spelling/package-lock.json "$cache"
  (cd "$cache" && npm ci --silent --no-audit --no-fund)
fi

# check OPTION...: runs the checker on the files that git tracks, or would if they were added.
check() {
  git ls-files --cached --others --exclude-standard -- '*.cs' '*.sql' '*.md' '*.sh' '*.yaml' '*.yml' |
    while IFS= read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done |
    "$cspell" lint --config tests/spelling/cspell.json --no-progress --file-list stdin --no-must-find-files "$@"
}

case ${1:-} in
  '') check --no-summary --show-suggestions ;;
  --words) { check --no-summary --words-only --unique || true; } | tr '[:upper:]' '[:lower:]' | LC_ALL=C sort -u ;;
  --unused)
    used=$(check --no-summary --words-only --unique --disable-dictionary project || true)
    LC_ALL=C comm -23 <(LC_ALL=C sort -u tests/spelling/words.txt) <(tr '[:upper:]' '[:lower:]' <<<"$used" | LC_ALL=C sort -u)
    ;;
  --sort) LC_ALL=C sort -u -o tests/spelling/words.txt tests/spelling/words.txt ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
