-- Creates the database and its two roles. Run it as a superuser:
--   psql -v migrate_password=... -v run_password=... -f deploy/postgres/roles.sql
-- scim_migrate owns the schema and changes it. scim_run runs the program and can change only rows;
-- 'Scim.Silo --migrate' grants it the access.

CREATE ROLE scim_migrate LOGIN PASSWORD :'migrate_password';
CREATE ROLE scim_run LOGIN PASSWORD :'run_password';
CREATE DATABASE scim OWNER scim_migrate ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE scim FROM PUBLIC;
GRANT CONNECT ON DATABASE scim TO scim_run;
