-- Sites, roles and permissions, projected from the states of sites and tenants in the same transaction. The states are known by the names under which they
-- are stored ('site', 'tenant'); their payloads' members are a contract with the grains (SiteState, TenantState). Nothing else writes to these tables.

CREATE TABLE scim_site
(
  tenant      TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  unique_name TEXT    NOT NULL, -- folded
  version     INTEGER NOT NULL,
  created     TEXT    NOT NULL, -- fixed width, UTC
  modified    TEXT    NOT NULL, -- fixed width, UTC
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX scim_site_unique_name ON scim_site (tenant, unique_name);

-- A tenant's roles; the higher the rank, the stronger.
CREATE TABLE scim_role
(
  tenant TEXT    NOT NULL,
  role   TEXT    NOT NULL,
  rank   INTEGER NOT NULL,
  PRIMARY KEY (tenant, role)
) WITHOUT ROWID;

CREATE TABLE scim_permission
(
  tenant   TEXT NOT NULL,
  site_id  TEXT NOT NULL,
  group_id TEXT NOT NULL,
  role     TEXT NOT NULL,
  PRIMARY KEY (tenant, site_id, group_id)
) WITHOUT ROWID;

CREATE INDEX scim_permission_of ON scim_permission (tenant, group_id, site_id);
CREATE INDEX scim_permission_role ON scim_permission (tenant, role, site_id);

-- The permission that a commit of a site changed: JSON with group and role.
ALTER TABLE scim_change ADD COLUMN permission TEXT;

-- Tenants that were made before they could choose their roles.
INSERT INTO scim_role (tenant, role, rank)
SELECT t.id, r.value, r.key FROM scim_tenant AS t CROSS JOIN json_each('["Viewer","Contributor","Editor","Administrator"]') AS r;

CREATE TRIGGER grain_state_site_inserted AFTER INSERT ON grain_state WHEN new.grain_type = 'site'
BEGIN
  INSERT INTO scim_site (tenant, id, name, unique_name, version, created, modified)
  VALUES (new.payload ->> '$.tenant', new.payload ->> '$.id', new.payload ->> '$.name', new.payload ->> '$.unique', new.payload ->> '$.version',
    new.payload ->> '$.created', new.payload ->> '$.at');

  INSERT INTO scim_change (tenant, kind, id, operation, version, actor, request_id, changed, permission, at)
  VALUES (new.payload ->> '$.tenant', 'Site', new.payload ->> '$.id', new.payload ->> '$.op', new.payload ->> '$.version', new.payload ->> '$.actor',
    new.payload ->> '$.requestId', coalesce(new.payload -> '$.changed', '[]'), NULL, new.payload ->> '$.at');
END;

CREATE TRIGGER grain_state_site_updated AFTER UPDATE OF payload ON grain_state WHEN new.grain_type = 'site' AND new.payload IS NOT NULL
BEGIN
  DELETE FROM scim_permission
  WHERE new.payload ->> '$.op' = 'delete' AND tenant = new.payload ->> '$.tenant' AND site_id = new.payload ->> '$.id';

  DELETE FROM scim_site
  WHERE new.payload ->> '$.op' = 'delete' AND tenant = new.payload ->> '$.tenant' AND id = new.payload ->> '$.id';

  UPDATE scim_site
  SET name = new.payload ->> '$.name', unique_name = new.payload ->> '$.unique', version = new.payload ->> '$.version', modified = new.payload ->> '$.at'
  WHERE new.payload ->> '$.op' <> 'delete' AND tenant = new.payload ->> '$.tenant' AND id = new.payload ->> '$.id';

  DELETE FROM scim_permission
  WHERE new.payload ->> '$.permission.role' IS NULL AND tenant = new.payload ->> '$.tenant' AND site_id = new.payload ->> '$.id'
    AND group_id = new.payload ->> '$.permission.group';

  -- The tenant may have given the role up since the site looked.
  SELECT RAISE(ABORT, 'scim_role_unknown')
  WHERE new.payload ->> '$.permission.role' IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM scim_role WHERE tenant = new.payload ->> '$.tenant' AND role = new.payload ->> '$.permission.role');

  -- A group that was deleted since the site looked is left out.
  INSERT INTO scim_permission (tenant, site_id, group_id, role)
  SELECT r.tenant, new.payload ->> '$.id', r.id, new.payload ->> '$.permission.role'
  FROM scim_resource AS r
  WHERE r.tenant = new.payload ->> '$.tenant' AND r.kind = 'Group' AND r.id = new.payload ->> '$.permission.group'
    AND new.payload ->> '$.permission.role' IS NOT NULL
  ON CONFLICT DO UPDATE SET role = excluded.role;

  INSERT INTO scim_change (tenant, kind, id, operation, version, actor, request_id, changed, permission, at)
  VALUES (new.payload ->> '$.tenant', 'Site', new.payload ->> '$.id', new.payload ->> '$.op', new.payload ->> '$.version', new.payload ->> '$.actor',
    new.payload ->> '$.requestId', coalesce(new.payload -> '$.changed', '[]'), nullif(new.payload -> '$.permission', 'null'), new.payload ->> '$.at');
END;

-- A row is removed with its whole tenant; sites leave tombstones.
CREATE TRIGGER grain_state_site_deleted AFTER DELETE ON grain_state WHEN old.grain_type = 'site'
BEGIN
  DELETE FROM scim_permission WHERE tenant = old.payload ->> '$.tenant' AND site_id = old.payload ->> '$.id';
  DELETE FROM scim_site WHERE tenant = old.payload ->> '$.tenant' AND id = old.payload ->> '$.id';
END;

-- A group's permissions go with it.
CREATE TRIGGER scim_resource_deleted_permissions BEFORE DELETE ON scim_resource WHEN old.kind = 'Group'
BEGIN
  DELETE FROM scim_permission WHERE tenant = old.tenant AND group_id = old.id AND site_id IN (
    SELECT p.site_id FROM scim_permission AS p WHERE p.tenant = old.tenant AND p.group_id = old.id);
END;

-- The roles of a deleted tenant go with the rest of what it had, batch by batch.
CREATE TRIGGER grain_state_roles_inserted AFTER INSERT ON grain_state WHEN new.grain_type = 'tenant' AND new.payload ->> '$.op' <> 'delete'
BEGIN
  INSERT INTO scim_role (tenant, role, rank)
  SELECT new.payload ->> '$.tenant', value, key
  FROM json_each(coalesce(new.payload -> '$.settings.roles', '["Viewer","Contributor","Editor","Administrator"]')) WHERE true
  ON CONFLICT (tenant, role) DO UPDATE SET rank = excluded.rank;
END;

CREATE TRIGGER grain_state_roles_updated AFTER UPDATE OF payload ON grain_state
WHEN new.grain_type = 'tenant' AND new.payload ->> '$.op' <> 'delete'
  AND (new.payload -> '$.settings.roles' IS NOT old.payload -> '$.settings.roles' OR new.payload ->> '$.op' = 'create')
BEGIN
  DELETE FROM scim_role
  WHERE tenant = new.payload ->> '$.tenant' AND role NOT IN (
    SELECT value FROM json_each(coalesce(new.payload -> '$.settings.roles', '["Viewer","Contributor","Editor","Administrator"]')));

  INSERT INTO scim_role (tenant, role, rank)
  SELECT new.payload ->> '$.tenant', value, key
  FROM json_each(coalesce(new.payload -> '$.settings.roles', '["Viewer","Contributor","Editor","Administrator"]')) WHERE true
  ON CONFLICT (tenant, role) DO UPDATE SET rank = excluded.rank;
END;

-- The net under the tenant's own check.
CREATE TRIGGER scim_role_deleted BEFORE DELETE ON scim_role
BEGIN
  SELECT RAISE(ABORT, 'scim_role_in_use') WHERE EXISTS (SELECT 1 FROM scim_permission WHERE tenant = old.tenant AND role = old.role);
END;
