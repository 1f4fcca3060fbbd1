#!/usr/bin/env bash
# Makes the database DATABASE from a dump: all of it or nothing. It must not exist; roles must (the dump has their rights, not their passwords).
#   PGHOST=db PGUSER=... restore.sh FILE DATABASE
# Point the service to it afterwards, or rename it, and start it.
set -euo pipefail
file=${1:?usage: restore.sh FILE DATABASE}
database=${2:?usage: restore.sh FILE DATABASE}
[ -r "$file" ] || { echo "There is no dump $file." >&2; exit 1; }
pg_restore --list "$file" >/dev/null
createdb --no-password --template=template0 --encoding=UTF8 "$database" || { echo "Nothing was restored: choose a name that is free, or drop the database first." >&2; exit 1; }
if ! pg_restore --no-password --exit-on-error --single-transaction --dbname="$database" "$file"; then
  dropdb --no-password "$database"
  echo "The restore failed and the half-made database was removed." >&2
  exit 1
fi
psql --no-password --quiet --no-psqlrc --dbname="$database" --command='ANALYZE'
