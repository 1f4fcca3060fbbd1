-- The row of a resource is its state: the document, and everything that the database finds the resource by, are stored
-- once. Before, a state was a row of grain_state, and triggers derived the other tables from its JSON. Now the program
-- computes the columns and writes the rows.
--
-- SQLite fires triggers of one event in an order that depends on that of their creation.

DROP TRIGGER grain_state_inserted;
DROP TRIGGER grain_state_updated;
DROP TRIGGER grain_state_deleted;
DROP TRIGGER grain_state_cleared;
DROP TRIGGER grain_state_unique_values_inserted;
DROP TRIGGER grain_state_unique_values_updated;
DROP TRIGGER grain_state_reminder_changed;
DROP VIEW scim_commit;
DROP TRIGGER scim_resource_inserted;
DROP TRIGGER scim_resource_deleted_unique_values;
DROP TRIGGER scim_resource_updated;
DROP TRIGGER scim_resource_deleted;
DROP TRIGGER scim_resource_deleted_non_unique_name;
DROP TRIGGER scim_resource_deleted_permissions;
DROP TRIGGER scim_resource_deleted_search_words;
DROP TRIGGER grain_state_site_inserted;
DROP TRIGGER grain_state_site_updated;
DROP TRIGGER grain_state_site_deleted;
DROP VIEW scim_document_value;

-- ---------------------------------------------------------------------------------------------------------------------
-- Tables
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE scim_resource_02
(
  rid            INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant         TEXT    NOT NULL,
  kind           TEXT    NOT NULL,
  id             TEXT    NOT NULL,
  unique_name    TEXT,             -- folded; NULL when names may repeat
  name_partition INTEGER NOT NULL,
  name           TEXT,             -- folded userName or displayName
  display        TEXT,
  external_id    TEXT,
  active         INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  created        TEXT    NOT NULL, -- fixed width, UTC
  modified       TEXT    NOT NULL, -- fixed width, UTC
  words          TEXT,             -- the search words: a blank before and after each, a bar between fields
  details        TEXT,             -- JSON: what is not part of the document, such as the hash of a password
  document       BLOB    NOT NULL, -- the canonical document, UTF-8
  search         BLOB    NOT NULL  -- the search document, JSONB, without values that change with each commit
);

-- Deleted resources, so that no id is used again.
CREATE TABLE scim_tombstone
(
  tenant     TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  deleted_at TEXT    NOT NULL,
  PRIMARY KEY (tenant, id, kind)
) WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------------------------------
-- Data
-- ---------------------------------------------------------------------------------------------------------------------

INSERT INTO scim_resource_02 (
  rid, tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created, modified,
  words, details, document, search)
SELECT r.rid, r.tenant, r.kind, r.id, r.unique_name, r.name_partition, r.name, r.display, r.external_id, r.active,
  r.version, r.created, r.modified,
  -- Texts that migration 0007 wrote have no bars between the fields of a user.
  CASE
    WHEN r.kind <> 'User' OR instr(t.words, ' | ') > 0 THEN t.words
    WHEN t.words IS NOT NULL THEN (
      SELECT ' ' || group_concat(coalesce((
        SELECT group_concat(s.word, ' ')
        FROM json_each('["' || replace(trim(t.words), ' ', '","') || '"]') AS w CROSS JOIN scim_search_word AS s
        WHERE s.tenant = r.tenant AND s.kind = r.kind AND s.word = w.value AND s.field = f.value AND s.rid = r.rid),
        ''), ' | ') || ' '
      FROM json_each('[0,1,2]') AS f)
  END,
  (SELECT nullif(json_group_object(d.key, json(d.value)), '{}') FROM (
    SELECT key, CASE WHEN type IN ('object', 'array') THEN value ELSE json_quote(CASE type WHEN 'true' THEN 1 ELSE value
      END) END AS value
    FROM json_each(s.payload)
    WHERE key IN ('passwordHash', 'externalIds', 'deactivatedAt', 'deactivatedVersion') AND type <> 'null'
    UNION ALL
    SELECT 'local', 'true' WHERE s.payload ->> '$.local' = 1
    UNION ALL
    SELECT key, CASE WHEN type IN ('object', 'array') THEN value ELSE json_quote(value) END
    FROM json_each(s.payload, '$.index')
    WHERE key IN ('values', 'loose', 'schemas') AND type <> 'null') AS d),
  CAST(s.payload -> '$.document' AS BLOB),
  jsonb_remove(
    CASE r.kind WHEN 'User' THEN jsonb_remove(r.search, '$.active') ELSE r.search END, '$.id', '$.meta.resourceType',
    '$.meta.lastModified', '$.meta.version')
FROM scim_resource AS r CROSS JOIN grain_state AS s LEFT JOIN scim_search_text AS t ON t.rid = r.rid
WHERE s.state_id = r.rid;

INSERT INTO scim_tombstone (tenant, id, kind, version, deleted_at)
SELECT payload ->> '$.tenant', payload ->> '$.id', payload ->> '$.kind', payload ->> '$.version', payload ->> '$.at'
FROM grain_state
WHERE grain_type IN ('user', 'group', 'custom') AND payload ->> '$.op' = 'delete'
ON CONFLICT DO NOTHING;

DELETE FROM grain_state WHERE grain_type IN ('user', 'group', 'custom');
DELETE FROM scim_indexed_value WHERE path = '$.active' AND kind = 'User';
DROP TABLE scim_resource;
DROP TABLE scim_search_text;
ALTER TABLE scim_resource_02 RENAME TO scim_resource;

CREATE UNIQUE INDEX scim_resource_id ON scim_resource (tenant, kind, id);
CREATE UNIQUE INDEX scim_resource_unique_name ON scim_resource (tenant, kind, unique_name)
WHERE unique_name IS NOT NULL;
CREATE INDEX scim_resource_name_partition ON scim_resource (tenant, kind, name_partition, unique_name)
WHERE unique_name IS NOT NULL;
CREATE INDEX scim_resource_name ON scim_resource (tenant, kind, name);
CREATE INDEX scim_resource_external_id ON scim_resource (tenant, kind, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX scim_resource_inactive ON scim_resource (tenant, kind, id) WHERE NOT active;

-- Custom resource types have one grain type, so a state is found without the name of its type.
CREATE INDEX scim_resource_custom ON scim_resource (tenant, id) WHERE kind NOT IN ('User', 'Group');

-- The time of the last modification is in no index of scim_resource, so that an update need not change any: a resource
-- is found by the row of the change log that has its version.
CREATE INDEX scim_change_by_time ON scim_change (tenant, kind, committed_at, id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Projections of a resource's row
-- ---------------------------------------------------------------------------------------------------------------------

-- The values that scim_indexed_value holds of each live resource. A path is that of json_tree without the index of a
-- list: $.emails.value. Values that have their own column, or that are nearly always equal, are left out.
CREATE VIEW scim_document_value (tenant, kind, path, value, rid) AS
SELECT r.tenant, r.kind,
  CASE WHEN l.path LIKE '%]' THEN rtrim(rtrim(l.path, '0123456789]'), '[') ELSE l.path END
    || CASE typeof(l.key) WHEN 'text' THEN '.' || l.key ELSE '' END,
  CASE typeof(l.atom) WHEN 'text' THEN substr(l.atom, 1, 256) ELSE l.atom END,
  r.rid
FROM scim_resource AS r, json_tree(r.search) AS l
WHERE l.atom IS NOT NULL AND l.path <> '$.schemas'
  AND l.fullkey <> '$.externalId'
  AND NOT (l.fullkey = '$.userName' AND r.kind = 'User');

CREATE TRIGGER scim_resource_inserted AFTER INSERT ON scim_resource
BEGIN
  INSERT INTO scim_resource_count (tenant, kind, resource_count) VALUES (new.tenant, new.kind, 1)
  ON CONFLICT DO UPDATE SET resource_count = resource_count + 1;

  INSERT INTO scim_indexed_value (tenant, kind, path, value, rid)
  SELECT tenant, kind, path, value, rid FROM scim_document_value WHERE rid = new.rid
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER scim_resource_deleted_unique_values AFTER DELETE ON scim_resource
BEGIN
  DELETE FROM scim_unique_value WHERE rid = old.rid;
END;

-- Writes only the values that differ. The first SELECT is that of scim_document_value, over the old row.
CREATE TRIGGER scim_resource_updated AFTER UPDATE OF search ON scim_resource WHEN new.search <> old.search
BEGIN
  DELETE FROM scim_indexed_value WHERE (tenant, kind, path, value, rid) IN (SELECT * FROM (
    SELECT old.tenant, old.kind,
      CASE WHEN l.path LIKE '%]' THEN rtrim(rtrim(l.path, '0123456789]'), '[') ELSE l.path END
        || CASE typeof(l.key) WHEN 'text' THEN '.' || l.key ELSE '' END,
      CASE typeof(l.atom) WHEN 'text' THEN substr(l.atom, 1, 256) ELSE l.atom END,
      old.rid
    FROM json_tree(old.search) AS l
    WHERE l.atom IS NOT NULL AND l.path <> '$.schemas'
      AND l.fullkey <> '$.externalId'
      AND NOT (l.fullkey = '$.userName' AND old.kind = 'User')
    EXCEPT
    SELECT tenant, kind, path, value, rid FROM scim_document_value WHERE rid = new.rid));

  INSERT INTO scim_indexed_value (tenant, kind, path, value, rid)
  SELECT tenant, kind, path, value, rid FROM scim_document_value WHERE rid = new.rid
  ON CONFLICT DO NOTHING;
END;

-- Fires before the deletion, while scim_document_value still has the row.
CREATE TRIGGER scim_resource_deleted BEFORE DELETE ON scim_resource
BEGIN
  DELETE FROM scim_indexed_value WHERE (tenant, kind, path, value, rid) IN (
    SELECT tenant, kind, path, value, rid FROM scim_document_value WHERE rid = old.rid);
  DELETE FROM scim_member WHERE tenant = old.tenant AND group_id = old.id;
  INSERT INTO scim_member_removal (tenant, group_id, removal_count)
  SELECT m.tenant, m.group_id, 1 FROM scim_member AS m WHERE m.tenant = old.tenant AND m.member_id = old.id
  ON CONFLICT DO UPDATE SET removal_count = removal_count + 1;
  DELETE FROM scim_member WHERE tenant = old.tenant AND member_id = old.id AND group_id IN (
    SELECT m.group_id FROM scim_member AS m WHERE m.tenant = old.tenant AND m.member_id = old.id);
  DELETE FROM scim_member_removal WHERE tenant = old.tenant AND group_id = old.id;
  UPDATE scim_resource_count SET resource_count = resource_count - 1 WHERE tenant = old.tenant AND kind = old.kind;
END;

CREATE TRIGGER scim_resource_deleted_non_unique_name AFTER DELETE ON scim_resource
BEGIN
  DELETE FROM scim_non_unique_name WHERE rid = old.rid;
END;

CREATE TRIGGER scim_resource_deleted_permissions BEFORE DELETE ON scim_resource WHEN old.kind = 'Group'
BEGIN
  DELETE FROM scim_permission WHERE tenant = old.tenant AND group_id = old.id AND site_id IN (
    SELECT p.site_id FROM scim_permission AS p WHERE p.tenant = old.tenant AND p.group_id = old.id);
END;

CREATE TRIGGER scim_resource_deleted_search_words AFTER DELETE ON scim_resource WHEN old.words IS NOT NULL
BEGIN
  DELETE FROM scim_search_word WHERE (tenant, kind, word, field, rid) IN (
    SELECT old.tenant, old.kind, w.value, f.value, old.rid
    FROM json_each('["' || replace(trim(old.words), ' ', '","') || '"]') AS w, json_each('[0,1,2]') AS f);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Triggers of grain_state
-- ---------------------------------------------------------------------------------------------------------------------

-- A tenant's row goes with its state.
CREATE TRIGGER grain_state_tenant_deleted AFTER DELETE ON grain_state WHEN old.grain_type = 'tenant'
BEGIN
  DELETE FROM scim_tenant WHERE id = old.payload ->> '$.tenant';
END;

CREATE TRIGGER grain_state_tenant_cleared AFTER UPDATE OF payload ON grain_state
WHEN new.payload IS NULL AND old.grain_type = 'tenant'
BEGIN
  DELETE FROM scim_tenant WHERE id = old.payload ->> '$.tenant';
END;

CREATE TRIGGER grain_state_site_inserted AFTER INSERT ON grain_state WHEN new.grain_type = 'site'
BEGIN
  INSERT INTO scim_site (tenant, id, name, unique_name, version, created, modified)
  VALUES (
    new.payload ->> '$.tenant', new.payload ->> '$.id', new.payload ->> '$.name', new.payload ->> '$.unique',
    new.payload ->> '$.version', new.payload ->> '$.created', new.payload ->> '$.at');

  INSERT INTO scim_change (
    tenant, kind, id, operation, version, actor, request_id, changed_attributes, permission, committed_at)
  VALUES (
    new.payload ->> '$.tenant', 'Site', new.payload ->> '$.id', new.payload ->> '$.op', new.payload ->> '$.version',
    new.payload ->> '$.actor', new.payload ->> '$.requestId', coalesce(new.payload -> '$.changed', '[]'), NULL,
    new.payload ->> '$.at');
END;

CREATE TRIGGER grain_state_site_updated AFTER UPDATE OF payload ON grain_state
WHEN new.grain_type = 'site' AND new.payload IS NOT NULL
BEGIN
  DELETE FROM scim_permission
  WHERE new.payload ->> '$.op' = 'delete' AND tenant = new.payload ->> '$.tenant'
    AND site_id = new.payload ->> '$.id';

  DELETE FROM scim_site
  WHERE new.payload ->> '$.op' = 'delete' AND tenant = new.payload ->> '$.tenant' AND id = new.payload ->> '$.id';

  UPDATE scim_site
  SET name = new.payload ->> '$.name', unique_name = new.payload ->> '$.unique',
    version = new.payload ->> '$.version', modified = new.payload ->> '$.at'
  WHERE new.payload ->> '$.op' <> 'delete' AND tenant = new.payload ->> '$.tenant' AND id = new.payload ->> '$.id';

  DELETE FROM scim_permission
  WHERE new.payload ->> '$.permission.role' IS NULL AND tenant = new.payload ->> '$.tenant'
    AND site_id = new.payload ->> '$.id' AND group_id = new.payload ->> '$.permission.group';

  -- The tenant may have removed the role after the site validated it.
  SELECT RAISE(ABORT, 'scim_role_unknown')
  WHERE new.payload ->> '$.permission.role' IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM scim_role
      WHERE tenant = new.payload ->> '$.tenant' AND role = new.payload ->> '$.permission.role');

  -- A group that was deleted after the site validated it is left out.
  INSERT INTO scim_permission (tenant, site_id, group_id, role)
  SELECT r.tenant, new.payload ->> '$.id', r.id, new.payload ->> '$.permission.role'
  FROM scim_resource AS r
  WHERE r.tenant = new.payload ->> '$.tenant' AND r.kind = 'Group' AND r.id = new.payload ->> '$.permission.group'
    AND new.payload ->> '$.permission.role' IS NOT NULL
  ON CONFLICT DO UPDATE SET role = excluded.role;

  INSERT INTO scim_change (
    tenant, kind, id, operation, version, actor, request_id, changed_attributes, permission, committed_at)
  VALUES (
    new.payload ->> '$.tenant', 'Site', new.payload ->> '$.id', new.payload ->> '$.op', new.payload ->> '$.version',
    new.payload ->> '$.actor', new.payload ->> '$.requestId', coalesce(new.payload -> '$.changed', '[]'),
    nullif(new.payload -> '$.permission', 'null'), new.payload ->> '$.at');
END;

-- A row is deleted with its whole tenant; a deleted site leaves a tombstone.
CREATE TRIGGER grain_state_site_deleted AFTER DELETE ON grain_state WHEN old.grain_type = 'site'
BEGIN
  DELETE FROM scim_permission WHERE tenant = old.payload ->> '$.tenant' AND site_id = old.payload ->> '$.id';
  DELETE FROM scim_site WHERE tenant = old.payload ->> '$.tenant' AND id = old.payload ->> '$.id';
END;
