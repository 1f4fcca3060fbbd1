#!/usr/bin/env bash
# Creates the database DATABASE from a dump, completely or not at all. The database must not exist; the roles must exist
# (the dump contains their grants, not their passwords).
#   PGHOST=db PGUSER=... restore.sh FILE DATABASE
# Afterwards, configure the service to use it, or rename it, and start the service.
set -euo pipefail
file=${1:?usage: restore.sh FILE DATABASE}
database=${2:?usage: restore.sh FILE DATABASE}
[ -r "$file" ] || { echo "The dump $file does not exist or is not readable." >&2; exit 1; }
pg_restore --list "$file" >/dev/null
if ! createdb --no-password --template=template0 --encoding=UTF8 "$database"; then
  echo "Nothing was restored. Choose a database name that is not in use, or drop the database first." >&2
  exit 1
fi
if ! pg_restore --no-password --exit-on-error --single-transaction --dbname="$database" "$file"; then
  dropdb --no-password "$database"
  echo "The restore failed, and the incomplete database was removed." >&2
  exit 1
fi
psql --no-password --quiet --no-psqlrc --dbname="$database" --command='ANALYZE'
