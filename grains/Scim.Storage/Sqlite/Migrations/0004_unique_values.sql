-- What a tenant's own schemas need: values that are unique beside the names, and a fence that keeps out resources made under schemas that are no longer the tenant's.

-- The unique values of live resources, projected from their states (index.values).
CREATE TABLE scim_unique
(
  tenant TEXT    NOT NULL,
  kind   TEXT    NOT NULL,
  path   TEXT    NOT NULL, -- the attribute, an extension's with its URN
  value  TEXT    NOT NULL, -- as it is compared: folded unless the attribute is case exact
  rid    INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, path, value)
) WITHOUT ROWID;

CREATE INDEX scim_unique_rid ON scim_unique (rid);

-- The version of each tenant's schemas; no row where it declared none.
CREATE TABLE scim_schemas
(
  tenant  TEXT    NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER grain_state_declared_inserted AFTER INSERT ON grain_state WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  SELECT RAISE(ABORT, 'scim_schemas') FROM scim_schemas
  WHERE tenant = new.payload ->> '$.tenant' AND version > coalesce(new.payload ->> '$.index.schemas', 0) AND new.payload ->> '$.op' <> 'delete';

  INSERT INTO scim_unique (tenant, kind, path, value, rid)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.kind', v.value ->> '$.path', v.value ->> '$.value', new.state_id
  FROM json_each(new.payload, '$.index.values') AS v;
END;

-- A commit that leaves the document as it is needs no newer schemas. A value that the resource has already, perhaps since before the attribute had to be unique, is
-- not entered again.
CREATE TRIGGER grain_state_declared_updated AFTER UPDATE OF payload ON grain_state WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  SELECT RAISE(ABORT, 'scim_schemas') FROM scim_schemas
  WHERE tenant = new.payload ->> '$.tenant' AND version > coalesce(new.payload ->> '$.index.schemas', 0) AND new.payload ->> '$.op' <> 'delete'
    AND new.payload -> '$.document' IS NOT old.payload -> '$.document';

  DELETE FROM scim_unique WHERE rid = new.state_id AND (path, value) NOT IN (
    SELECT v.value ->> '$.path', v.value ->> '$.value' FROM json_each(new.payload, '$.index.values') AS v);

  INSERT INTO scim_unique (tenant, kind, path, value, rid)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.kind', v.value ->> '$.path', v.value ->> '$.value', new.state_id
  FROM json_each(new.payload, '$.index.values') AS v
  WHERE (v.value ->> '$.path', v.value ->> '$.value') NOT IN (SELECT u.path, u.value FROM scim_unique AS u WHERE u.rid = new.state_id);
END;

CREATE TRIGGER scim_unique_deleted AFTER DELETE ON scim_resource
BEGIN
  DELETE FROM scim_unique WHERE rid = old.rid;
END;

CREATE TRIGGER grain_state_schemas_inserted AFTER INSERT ON grain_state WHEN new.payload ->> '$.kind' = 'Tenant' AND new.payload ->> '$.schemasVersion' > 0
BEGIN
  INSERT INTO scim_schemas (tenant, version) VALUES (new.payload ->> '$.tenant', new.payload ->> '$.schemasVersion')
  ON CONFLICT (tenant) DO UPDATE SET version = excluded.version;
END;

CREATE TRIGGER grain_state_schemas_updated AFTER UPDATE OF payload ON grain_state WHEN new.payload ->> '$.kind' = 'Tenant'
BEGIN
  DELETE FROM scim_schemas WHERE tenant = new.payload ->> '$.tenant' AND new.payload ->> '$.op' = 'delete';

  INSERT INTO scim_schemas (tenant, version)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.schemasVersion' WHERE new.payload ->> '$.schemasVersion' > 0
  ON CONFLICT (tenant) DO UPDATE SET version = excluded.version;
END;

-- A column holds the userName of users only; other resource types may have an attribute of that name.
DROP TRIGGER scim_resource_updated;
DROP VIEW scim_leaf;

CREATE VIEW scim_leaf (tenant, kind, path, value, rid) AS
SELECT r.tenant, r.kind,
  CASE WHEN l.path LIKE '%]' THEN rtrim(rtrim(l.path, '0123456789]'), '[') ELSE l.path END || CASE typeof(l.key) WHEN 'text' THEN '.' || l.key ELSE '' END,
  CASE typeof(l.atom) WHEN 'text' THEN substr(l.atom, 1, 256) ELSE l.atom END,
  r.rid
FROM scim_resource AS r, json_tree(r.search) AS l
WHERE l.atom IS NOT NULL AND l.path <> '$.schemas'
  AND l.fullkey NOT IN ('$.id', '$.externalId', '$.meta.resourceType', '$.meta.lastModified', '$.meta.version')
  AND NOT (l.fullkey = '$.userName' AND r.kind = 'User');

-- Only values that differ are written. The first SELECT is scim_leaf's over the row as it was.
CREATE TRIGGER scim_resource_updated AFTER UPDATE OF search ON scim_resource
BEGIN
  DELETE FROM scim_value WHERE (tenant, kind, path, value, rid) IN (SELECT * FROM (
    SELECT old.tenant, old.kind,
      CASE WHEN l.path LIKE '%]' THEN rtrim(rtrim(l.path, '0123456789]'), '[') ELSE l.path END || CASE typeof(l.key) WHEN 'text' THEN '.' || l.key ELSE '' END,
      CASE typeof(l.atom) WHEN 'text' THEN substr(l.atom, 1, 256) ELSE l.atom END,
      old.rid
    FROM json_tree(old.search) AS l
    WHERE l.atom IS NOT NULL AND l.path <> '$.schemas'
      AND l.fullkey NOT IN ('$.id', '$.externalId', '$.meta.resourceType', '$.meta.lastModified', '$.meta.version')
      AND NOT (l.fullkey = '$.userName' AND old.kind = 'User')
    EXCEPT
    SELECT tenant, kind, path, value, rid FROM scim_leaf WHERE rid = new.rid));

  INSERT INTO scim_value (tenant, kind, path, value, rid)
  SELECT tenant, kind, path, value, rid FROM scim_leaf WHERE rid = new.rid
  ON CONFLICT DO NOTHING;
END;
