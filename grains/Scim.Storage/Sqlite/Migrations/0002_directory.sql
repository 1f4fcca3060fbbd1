-- What is asked of the directory, projected from the states of resources in the same transaction. The payload's members are a contract with the
-- grains (ResourceState, TenantState). Nothing else writes to these tables.
--
-- CROSS JOIN is SQLite's way to say which table comes first: without statistics its planner now and then prefers to read a whole tenant.

-- Live resources. rid is the state_id of the resource's grain_state.
CREATE TABLE scim_resource
(
  rid            INTEGER PRIMARY KEY,
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
  search         BLOB    NOT NULL  -- the search document, JSONB
);

CREATE UNIQUE INDEX scim_resource_id ON scim_resource (tenant, kind, id);
CREATE UNIQUE INDEX scim_resource_unique_name ON scim_resource (tenant, kind, unique_name) WHERE unique_name IS NOT NULL;
CREATE INDEX scim_resource_partition ON scim_resource (tenant, kind, name_partition, unique_name) WHERE unique_name IS NOT NULL;
CREATE INDEX scim_resource_name ON scim_resource (tenant, kind, name);
CREATE INDEX scim_resource_external_id ON scim_resource (tenant, kind, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX scim_resource_modified ON scim_resource (tenant, kind, modified);

-- How many live resources there are, so that the total of an unfiltered list costs nothing.
CREATE TABLE scim_count
(
  tenant TEXT    NOT NULL,
  kind   TEXT    NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind)
) WITHOUT ROWID;

-- The scalars of the search documents, so that eq has an index on any attribute. Long text is cut off: who looks here compares the document itself
-- afterwards.
CREATE TABLE scim_value
(
  tenant TEXT    NOT NULL,
  kind   TEXT    NOT NULL,
  path   TEXT    NOT NULL,
  value          NOT NULL,
  rid    INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, path, value, rid)
) WITHOUT ROWID;

CREATE TABLE scim_member
(
  tenant    TEXT NOT NULL,
  group_id  TEXT NOT NULL,
  member_id TEXT NOT NULL,
  kind      TEXT NOT NULL,
  PRIMARY KEY (tenant, group_id, member_id)
) WITHOUT ROWID;

CREATE INDEX scim_member_of ON scim_member (tenant, member_id, group_id);

-- One row for each commit, never changed: no sequence is ever used twice.
CREATE TABLE scim_change
(
  sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant          TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  id              TEXT    NOT NULL,
  operation       TEXT    NOT NULL,
  version         INTEGER NOT NULL,
  actor           TEXT    NOT NULL,
  request_id      TEXT    NOT NULL,
  changed         TEXT    NOT NULL, -- JSON list of attribute names
  members         TEXT,             -- JSON: the delta of a group's membership
  at              TEXT    NOT NULL
);

CREATE INDEX scim_change_tenant ON scim_change (tenant, sequence);

CREATE TABLE scim_tenant
(
  id           TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  state        TEXT NOT NULL,
  created      TEXT NOT NULL
) WITHOUT ROWID;

-- What of a live resource belongs into scim_value. A path is json_tree's, without a list's index: $.emails.value. Left out is what has a column of its own
-- or is the same nearly everywhere.
CREATE VIEW scim_leaf (tenant, kind, path, value, rid) AS
SELECT r.tenant, r.kind,
  CASE WHEN l.path LIKE '%]' THEN rtrim(rtrim(l.path, '0123456789]'), '[') ELSE l.path END || CASE typeof(l.key) WHEN 'text' THEN '.' || l.key ELSE '' END,
  CASE typeof(l.atom) WHEN 'text' THEN substr(l.atom, 1, 256) ELSE l.atom END,
  r.rid
FROM scim_resource AS r, json_tree(r.search) AS l
WHERE l.atom IS NOT NULL AND l.path <> '$.schemas'
  AND l.fullkey NOT IN ('$.id', '$.userName', '$.externalId', '$.meta.resourceType', '$.meta.lastModified', '$.meta.version');

CREATE TRIGGER scim_resource_inserted AFTER INSERT ON scim_resource
BEGIN
  INSERT INTO scim_count (tenant, kind, n) VALUES (new.tenant, new.kind, 1) ON CONFLICT DO UPDATE SET n = n + 1;

  INSERT INTO scim_value (tenant, kind, path, value, rid)
  SELECT tenant, kind, path, value, rid FROM scim_leaf WHERE rid = new.rid
  ON CONFLICT DO NOTHING;
END;

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
      AND l.fullkey NOT IN ('$.id', '$.userName', '$.externalId', '$.meta.resourceType', '$.meta.lastModified', '$.meta.version')
    EXCEPT
    SELECT tenant, kind, path, value, rid FROM scim_leaf WHERE rid = new.rid));

  INSERT INTO scim_value (tenant, kind, path, value, rid)
  SELECT tenant, kind, path, value, rid FROM scim_leaf WHERE rid = new.rid
  ON CONFLICT DO NOTHING;
END;

-- Before, while scim_leaf still sees the row.
CREATE TRIGGER scim_resource_deleted BEFORE DELETE ON scim_resource
BEGIN
  DELETE FROM scim_value WHERE (tenant, kind, path, value, rid) IN (
    SELECT tenant, kind, path, value, rid FROM scim_leaf WHERE rid = old.rid);
  DELETE FROM scim_member WHERE tenant = old.tenant AND group_id = old.id;
  DELETE FROM scim_member WHERE tenant = old.tenant AND member_id = old.id AND group_id IN (
    SELECT m.group_id FROM scim_member AS m WHERE m.tenant = old.tenant AND m.member_id = old.id);
  UPDATE scim_count SET n = n - 1 WHERE tenant = old.tenant AND kind = old.kind;
END;

-- A commit, taken apart; nobody reads it. What it leads to is written once, in the trigger below, whether the state row was inserted or updated.
CREATE VIEW scim_commit (rid, tenant, kind, id, op, version, actor, request_id, changed, at, created, idx, members, search) AS
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

CREATE TRIGGER scim_commit_applied INSTEAD OF INSERT ON scim_commit
BEGIN
  DELETE FROM scim_resource WHERE rid = new.rid AND new.op = 'delete';

  INSERT INTO scim_resource (rid, tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created, modified, search)
  SELECT new.rid, new.tenant, new.kind, new.id, new.idx ->> '$.unique', coalesce(new.idx ->> '$.partition', 0), new.idx ->> '$.name',
    new.idx ->> '$.display', new.idx ->> '$.externalId', coalesce(new.idx ->> '$.active', 1), new.version, new.created, new.at, new.search
  WHERE new.op <> 'delete'
  ON CONFLICT (rid) DO UPDATE
  SET unique_name = excluded.unique_name, name_partition = excluded.name_partition, name = excluded.name, display = excluded.display,
    external_id = excluded.external_id, active = excluded.active, version = excluded.version, modified = excluded.modified, search = excluded.search;

  DELETE FROM scim_member WHERE new.members ->> '$.replace' = 1 AND tenant = new.tenant AND group_id = new.id;

  DELETE FROM scim_member
  WHERE tenant = new.tenant AND group_id = new.id AND member_id IN (SELECT value FROM json_each(new.members, '$.remove'));

  -- A member that was deleted since the group looked is left out.
  INSERT INTO scim_member (tenant, group_id, member_id, kind)
  SELECT new.tenant, new.id, r.id, r.kind
  FROM json_each(new.members, '$.add') AS a CROSS JOIN scim_resource AS r
  WHERE r.tenant = new.tenant AND r.kind = a.value ->> '$.kind' AND r.id = a.value ->> '$.id'
  ON CONFLICT DO NOTHING;

  -- Two groups may have been added to each other at the same time, each seeing nothing wrong.
  SELECT RAISE(ABORT, 'scim_cycle')
  WHERE EXISTS (SELECT 1 FROM json_each(new.members, '$.add') WHERE value ->> '$.kind' = 'Group')
    AND EXISTS (
      WITH RECURSIVE above (id) AS (
        SELECT group_id FROM scim_member WHERE tenant = new.tenant AND member_id = new.id
        UNION
        SELECT m.group_id FROM above AS a CROSS JOIN scim_member AS m WHERE m.tenant = new.tenant AND m.member_id = a.id)
      SELECT 1 FROM above WHERE id = new.id);

  INSERT INTO scim_change (tenant, kind, id, operation, version, actor, request_id, changed, members, at)
  VALUES (new.tenant, new.kind, new.id, new.op, new.version, new.actor, new.request_id, new.changed, new.members, new.at);
END;

-- A state with a kind is a resource's, of whatever type; other grains' states must not have a member of that name.
CREATE TRIGGER grain_state_inserted AFTER INSERT ON grain_state WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  INSERT INTO scim_commit (rid, tenant, kind, id, op, version, actor, request_id, changed, at, created, idx, members, search)
  SELECT new.state_id, new.payload ->> '$.tenant', new.payload ->> '$.kind', new.payload ->> '$.id', new.payload ->> '$.op',
    new.payload ->> '$.version', new.payload ->> '$.actor', new.payload ->> '$.requestId', coalesce(new.payload -> '$.changed', '[]'),
    new.payload ->> '$.at', new.payload ->> '$.created', new.payload -> '$.index', nullif(new.payload -> '$.members', 'null'),
    jsonb_extract(new.payload, '$.search');
END;

CREATE TRIGGER grain_state_updated AFTER UPDATE OF payload ON grain_state WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  INSERT INTO scim_commit (rid, tenant, kind, id, op, version, actor, request_id, changed, at, created, idx, members, search)
  SELECT new.state_id, new.payload ->> '$.tenant', new.payload ->> '$.kind', new.payload ->> '$.id', new.payload ->> '$.op',
    new.payload ->> '$.version', new.payload ->> '$.actor', new.payload ->> '$.requestId', coalesce(new.payload -> '$.changed', '[]'),
    new.payload ->> '$.at', new.payload ->> '$.created', new.payload -> '$.index', nullif(new.payload -> '$.members', 'null'),
    jsonb_extract(new.payload, '$.search');
END;

-- A row is removed with its whole tenant; grains leave tombstones.
CREATE TRIGGER grain_state_deleted AFTER DELETE ON grain_state
BEGIN
  DELETE FROM scim_resource WHERE rid = old.state_id;
  DELETE FROM scim_tenant WHERE old.payload ->> '$.kind' = 'Tenant' AND id = old.payload ->> '$.tenant';
END;

CREATE TRIGGER grain_state_cleared AFTER UPDATE OF payload ON grain_state WHEN new.payload IS NULL
BEGIN
  DELETE FROM scim_resource WHERE rid = old.state_id;
  DELETE FROM scim_tenant WHERE old.payload ->> '$.kind' = 'Tenant' AND id = old.payload ->> '$.tenant';
END;

CREATE TRIGGER grain_state_tenant_inserted AFTER INSERT ON grain_state WHEN new.payload ->> '$.kind' = 'Tenant'
BEGIN
  INSERT INTO scim_tenant (id, display_name, state, created)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.displayName', new.payload ->> '$.state', new.payload ->> '$.created'
  WHERE new.payload ->> '$.op' <> 'delete'
  ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, state = excluded.state, created = excluded.created;
END;

CREATE TRIGGER grain_state_tenant_updated AFTER UPDATE OF payload ON grain_state WHEN new.payload ->> '$.kind' = 'Tenant'
BEGIN
  DELETE FROM scim_tenant WHERE id = new.payload ->> '$.tenant' AND new.payload ->> '$.op' = 'delete';

  INSERT INTO scim_tenant (id, display_name, state, created)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.displayName', new.payload ->> '$.state', new.payload ->> '$.created'
  WHERE new.payload ->> '$.op' <> 'delete'
  ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, state = excluded.state, created = excluded.created;
END;
