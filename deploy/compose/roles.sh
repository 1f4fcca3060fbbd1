#!/bin/sh
# Creates the two roles: scim_owner owns the schema and migrates it, scim_app runs the service and may only read and
# write rows. Run once on an empty server, by the PostgreSQL image or manually, with POSTGRES_USER, POSTGRES_DB,
# SCIM_OWNER_PASSWORD and SCIM_APP_PASSWORD set.
set -eu
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v owner="$SCIM_OWNER_PASSWORD" -v app="$SCIM_APP_PASSWORD" <<'SQL'
CREATE ROLE scim_owner LOGIN PASSWORD :'owner';
CREATE ROLE scim_app LOGIN PASSWORD :'app';
ALTER DATABASE :"DBNAME" OWNER TO scim_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO scim_app;
ALTER SCHEMA public OWNER TO scim_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SQL
