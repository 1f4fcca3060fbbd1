#!/usr/bin/env bash
# Dumps the database to FOLDER/scim-TIME.dump, verifies that the dump is readable, and keeps the newest KEEP (14) dumps.
#   PGHOST=db PGDATABASE=scim PGUSER=... backup.sh FOLDER [KEEP]
# The connection is configured by libpq's variables, the password by ~/.pgpass or PGPASSWORD.
# The dump is a consistent snapshot, also while the service runs. For point-in-time recovery, archive the write-ahead
# log as well.
set -euo pipefail
folder=${1:?usage: backup.sh FOLDER [KEEP]}
keep=${2:-14}
: "${PGDATABASE:?set PGDATABASE to the name of the database}"
umask 077
mkdir -p "$folder"
file=$folder/scim-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$file.part"' EXIT
pg_dump --format=custom --no-password --file="$file.part"
# grep reads to the end: with -q it would stop early, and pg_restore would fail on the closed pipe.
if ! pg_restore --list "$file.part" | grep 'TABLE DATA .* grain_state ' >/dev/null; then
  echo "The dump contains no grain states. Set PGDATABASE to the database of the service." >&2
  exit 1
fi
mv "$file.part" "$file"
find "$folder" -maxdepth 1 -name 'scim-*.dump' | sort -r | tail -n +$((keep + 1)) | xargs -r rm --
echo "$file"
