#!/usr/bin/env bash
# Dumps the database into FOLDER/scim-TIME.dump, looks whether the dump can be read, and keeps the newest KEEP (14) of them.
#   PGHOST=db PGDATABASE=scim PGUSER=... backup.sh FOLDER [KEEP]      (libpq's variables, a password in ~/.pgpass or PGPASSWORD)
# It is consistent, of one moment, while the service runs. To be able to go back to any moment, archive the write-ahead log as well.
set -euo pipefail
folder=${1:?usage: backup.sh FOLDER [KEEP]}
keep=${2:-14}
: "${PGDATABASE:?set PGDATABASE to the name of the database}"
umask 077
mkdir -p "$folder"
file=$folder/scim-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$file.part"' EXIT
pg_dump --format=custom --no-password --file="$file.part"
pg_restore --list "$file.part" | grep -q 'TABLE DATA .* grain_state ' || { echo "The dump holds no grain states: is $PGDATABASE the right database?" >&2; exit 1; }
mv "$file.part" "$file"
find "$folder" -maxdepth 1 -name 'scim-*.dump' | sort -r | tail -n +$((keep + 1)) | xargs -r rm --
echo "$file"
