-- Renames the schema's objects to the terms of SCIM, Orleans and SQL. No row changes, and no rule changes.
--
-- Stored data keeps its names: the members of a state's JSON (op, at, index.loose, index.values). SQLite cannot rename
-- triggers, views and indexes, so the affected ones are dropped and created again. The triggers are created in the same
-- order as before, because SQLite fires triggers of one event in an order that depends on that of their creation.

-- ---------------------------------------------------------------------------------------------------------------------
-- Triggers, views and indexes that refer to renamed objects
-- ---------------------------------------------------------------------------------------------------------------------

DROP TRIGGER grain_state_inserted;
DROP TRIGGER grain_state_updated;
DROP TRIGGER grain_state_declared_inserted;
DROP TRIGGER grain_state_declared_updated;
DROP TRIGGER grain_state_schemas_inserted;
DROP TRIGGER grain_state_schemas_updated;
DROP TRIGGER grain_state_site_inserted;
DROP TRIGGER grain_state_site_updated;
DROP TRIGGER scim_commit_applied;
DROP TRIGGER scim_commit_loose_name;
DROP TRIGGER scim_commit_no_loose_name;
DROP TRIGGER scim_commit_words;
DROP TRIGGER scim_resource_inserted;
DROP TRIGGER scim_resource_updated;
DROP TRIGGER scim_resource_deleted;
DROP TRIGGER scim_resource_loose_name_deleted;
DROP TRIGGER scim_resource_words_deleted;
DROP TRIGGER scim_unique_deleted;
DROP TRIGGER scim_role_deleted;
DROP VIEW scim_commit;
DROP VIEW scim_leaf;
DROP INDEX scim_loose_name_name;
DROP INDEX scim_member_of;
DROP INDEX scim_permission_of;
DROP INDEX scim_permission_role;
DROP INDEX scim_resource_partition;
DROP INDEX scim_unique_rid;

-- These refer to no renamed object. They are created again only to keep the order of the triggers of a table.
DROP TRIGGER grain_state_cleared;
DROP TRIGGER grain_state_deleted;
DROP TRIGGER grain_state_reminder_changed;
DROP TRIGGER grain_state_roles_inserted;
DROP TRIGGER grain_state_roles_updated;
DROP TRIGGER grain_state_site_deleted;
DROP TRIGGER grain_state_tenant_inserted;
DROP TRIGGER grain_state_tenant_updated;
DROP TRIGGER scim_resource_deleted_permissions;

-- ---------------------------------------------------------------------------------------------------------------------
-- Tables and their columns
-- ---------------------------------------------------------------------------------------------------------------------

-- The number of live resources.
ALTER TABLE scim_count RENAME TO scim_resource_count;
ALTER TABLE scim_resource_count RENAME COLUMN n TO resource_count;

-- How many members were removed from a group because the member was deleted.
ALTER TABLE scim_lost RENAME TO scim_member_removal;
ALTER TABLE scim_member_removal RENAME COLUMN n TO removal_count;

-- The scalar values of the search documents, for equality filters.
ALTER TABLE scim_value RENAME TO scim_indexed_value;

-- Group names that need not be unique (index.loose).
ALTER TABLE scim_loose_name RENAME TO scim_non_unique_name;

-- One row for each search word of a resource, and one row with all words of a resource.
ALTER TABLE scim_word RENAME TO scim_search_word;
ALTER TABLE scim_words RENAME TO scim_search_text;

-- The values of unique attributes. The table's name is part of the error message for a duplicate value.
ALTER TABLE scim_unique RENAME TO scim_unique_value;

-- The version of each tenant's schemas.
ALTER TABLE scim_schemas RENAME TO scim_schema_version;

-- The uploaded file, in chunks.
ALTER TABLE scim_upload_piece RENAME TO scim_upload_chunk;
ALTER TABLE scim_upload_chunk RENAME COLUMN piece TO chunk_index;

-- The change log.
ALTER TABLE scim_change RENAME COLUMN changed TO changed_attributes;
ALTER TABLE scim_change RENAME COLUMN at TO committed_at;

-- Indexes named after what they find rows by.
CREATE INDEX scim_member_by_member_id ON scim_member (tenant, member_id, group_id);
CREATE INDEX scim_non_unique_name_by_name ON scim_non_unique_name (tenant, kind, name, id);
CREATE INDEX scim_permission_by_group_id ON scim_permission (tenant, group_id, site_id);
CREATE INDEX scim_permission_by_role ON scim_permission (tenant, role, site_id);
CREATE INDEX scim_resource_name_partition ON scim_resource (tenant, kind, name_partition, unique_name)
WHERE unique_name IS NOT NULL;
CREATE INDEX scim_unique_value_by_rid ON scim_unique_value (rid);

-- ---------------------------------------------------------------------------------------------------------------------
-- Views
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
  AND l.fullkey NOT IN ('$.id', '$.externalId', '$.meta.resourceType', '$.meta.lastModified', '$.meta.version')
  AND NOT (l.fullkey = '$.userName' AND r.kind = 'User');

-- A state's JSON as a row. The view exists for its triggers and is never read: what a commit leads to is written once,
-- whether the state was inserted or updated.
CREATE VIEW scim_commit (
  rid, tenant, kind, id, operation, version, actor, request_id, changed_attributes, committed_at, created, index_values,
  members, search) AS
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

-- ---------------------------------------------------------------------------------------------------------------------
-- Triggers of scim_resource
-- ---------------------------------------------------------------------------------------------------------------------

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
CREATE TRIGGER scim_resource_updated AFTER UPDATE OF search ON scim_resource
BEGIN
  DELETE FROM scim_indexed_value WHERE (tenant, kind, path, value, rid) IN (SELECT * FROM (
    SELECT old.tenant, old.kind,
      CASE WHEN l.path LIKE '%]' THEN rtrim(rtrim(l.path, '0123456789]'), '[') ELSE l.path END
        || CASE typeof(l.key) WHEN 'text' THEN '.' || l.key ELSE '' END,
      CASE typeof(l.atom) WHEN 'text' THEN substr(l.atom, 1, 256) ELSE l.atom END,
      old.rid
    FROM json_tree(old.search) AS l
    WHERE l.atom IS NOT NULL AND l.path <> '$.schemas'
      AND l.fullkey NOT IN ('$.id', '$.externalId', '$.meta.resourceType', '$.meta.lastModified', '$.meta.version')
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

CREATE TRIGGER scim_resource_deleted_search_words AFTER DELETE ON scim_resource
BEGIN
  DELETE FROM scim_search_word WHERE (tenant, kind, word, field, rid) IN (
    SELECT old.tenant, old.kind, w.value, f.value, x.rid
    FROM scim_search_text AS x, json_each('["' || replace(trim(x.words), ' ', '","') || '"]') AS w,
      json_each('[0,1,2]') AS f
    WHERE x.rid = old.rid);

  DELETE FROM scim_search_text WHERE rid = old.rid;
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Commits of resources
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TRIGGER scim_commit_apply_resource INSTEAD OF INSERT ON scim_commit
BEGIN
  DELETE FROM scim_resource WHERE rid = new.rid AND new.operation = 'delete';

  INSERT INTO scim_resource (
    rid, tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created, modified,
    search)
  SELECT new.rid, new.tenant, new.kind, new.id, new.index_values ->> '$.unique',
    coalesce(new.index_values ->> '$.partition', 0), new.index_values ->> '$.name', new.index_values ->> '$.display',
    new.index_values ->> '$.externalId', coalesce(new.index_values ->> '$.active', 1), new.version, new.created,
    new.committed_at, new.search
  WHERE new.operation <> 'delete'
  ON CONFLICT (rid) DO UPDATE
  SET unique_name = excluded.unique_name, name_partition = excluded.name_partition, name = excluded.name,
    display = excluded.display, external_id = excluded.external_id, active = excluded.active,
    version = excluded.version, modified = excluded.modified, search = excluded.search;

  DELETE FROM scim_member WHERE new.members ->> '$.replace' = 1 AND tenant = new.tenant AND group_id = new.id;

  DELETE FROM scim_member
  WHERE tenant = new.tenant AND group_id = new.id
    AND member_id IN (SELECT value FROM json_each(new.members, '$.remove'));

  -- A candidate that was deleted after the group validated it is left out.
  INSERT INTO scim_member (tenant, group_id, member_id, kind)
  SELECT new.tenant, new.id, r.id, r.kind
  FROM json_each(new.members, '$.add') AS a CROSS JOIN scim_resource AS r
  WHERE r.tenant = new.tenant AND r.kind = a.value ->> '$.kind' AND r.id = a.value ->> '$.id'
  ON CONFLICT DO NOTHING;

  -- Two groups may be added to each other at the same time, and neither request sees the other's membership.
  SELECT RAISE(ABORT, 'scim_group_cycle')
  WHERE EXISTS (SELECT 1 FROM json_each(new.members, '$.add') WHERE value ->> '$.kind' = 'Group')
    AND EXISTS (
      WITH RECURSIVE ancestor_group (id) AS (
        SELECT group_id FROM scim_member WHERE tenant = new.tenant AND member_id = new.id
        UNION
        SELECT m.group_id
        FROM ancestor_group AS a CROSS JOIN scim_member AS m
        WHERE m.tenant = new.tenant AND m.member_id = a.id)
      SELECT 1 FROM ancestor_group WHERE id = new.id);

  INSERT INTO scim_change (
    tenant, kind, id, operation, version, actor, request_id, changed_attributes, members, committed_at)
  VALUES (
    new.tenant, new.kind, new.id, new.operation, new.version, new.actor, new.request_id, new.changed_attributes,
    new.members, new.committed_at);
END;

CREATE TRIGGER scim_commit_upsert_non_unique_name INSTEAD OF INSERT ON scim_commit
WHEN new.index_values ->> '$.loose' IS NOT NULL
BEGIN
  INSERT INTO scim_non_unique_name (rid, tenant, kind, name, id)
  VALUES (new.rid, new.tenant, new.kind, new.index_values ->> '$.loose', new.id)
  ON CONFLICT (rid) DO UPDATE SET name = excluded.name;
END;

CREATE TRIGGER scim_commit_delete_non_unique_name INSTEAD OF INSERT ON scim_commit
WHEN new.operation <> 'create' AND new.index_values ->> '$.loose' IS NULL
BEGIN
  DELETE FROM scim_non_unique_name WHERE rid = new.rid;
END;

CREATE TRIGGER scim_commit_apply_search_words INSTEAD OF INSERT ON scim_commit
WHEN (SELECT x.words FROM scim_search_text AS x WHERE x.rid = new.rid) IS NOT (
  SELECT ' ' || group_concat(
    coalesce((SELECT group_concat(w.value, ' ') FROM json_each(f.value) AS w), ''), ' | ') || ' '
  FROM json_each(new.index_values, '$.words') AS f)
BEGIN
  DELETE FROM scim_search_word WHERE (tenant, kind, word, field, rid) IN (
    SELECT new.tenant, new.kind, w.value, f.value, x.rid
    FROM scim_search_text AS x, json_each('["' || replace(trim(x.words), ' ', '","') || '"]') AS w,
      json_each('[0,1,2]') AS f
    WHERE x.rid = new.rid);

  DELETE FROM scim_search_text WHERE rid = new.rid;

  INSERT INTO scim_search_word (tenant, kind, word, field, rid)
  SELECT new.tenant, new.kind, w.value, f.key, new.rid
  FROM json_each(new.index_values, '$.words') AS f, json_each(f.value) AS w;

  INSERT INTO scim_search_text (rid, words)
  SELECT new.rid, ' ' || group_concat(
    coalesce((SELECT group_concat(w.value, ' ') FROM json_each(f.value) AS w), ''), ' | ') || ' '
  FROM json_each(new.index_values, '$.words') AS f
  HAVING count(*) > 0;
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Triggers of grain_state. A state with a kind belongs to a resource of any type, or to a tenant; the states of other
-- grains must not have a member of that name.
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TRIGGER grain_state_inserted AFTER INSERT ON grain_state WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  INSERT INTO scim_commit (
    rid, tenant, kind, id, operation, version, actor, request_id, changed_attributes, committed_at, created,
    index_values, members, search)
  SELECT new.state_id, new.payload ->> '$.tenant', new.payload ->> '$.kind', new.payload ->> '$.id',
    new.payload ->> '$.op', new.payload ->> '$.version', new.payload ->> '$.actor', new.payload ->> '$.requestId',
    coalesce(new.payload -> '$.changed', '[]'), new.payload ->> '$.at', new.payload ->> '$.created',
    new.payload -> '$.index', nullif(new.payload -> '$.members', 'null'), jsonb_extract(new.payload, '$.search');
END;

CREATE TRIGGER grain_state_updated AFTER UPDATE OF payload ON grain_state WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  INSERT INTO scim_commit (
    rid, tenant, kind, id, operation, version, actor, request_id, changed_attributes, committed_at, created,
    index_values, members, search)
  SELECT new.state_id, new.payload ->> '$.tenant', new.payload ->> '$.kind', new.payload ->> '$.id',
    new.payload ->> '$.op', new.payload ->> '$.version', new.payload ->> '$.actor', new.payload ->> '$.requestId',
    coalesce(new.payload -> '$.changed', '[]'), new.payload ->> '$.at', new.payload ->> '$.created',
    new.payload -> '$.index', nullif(new.payload -> '$.members', 'null'), jsonb_extract(new.payload, '$.search');
END;

-- A row is deleted with its whole tenant; a deleted resource leaves a tombstone.
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
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.displayName', new.payload ->> '$.state',
    new.payload ->> '$.created'
  WHERE new.payload ->> '$.op' <> 'delete'
  ON CONFLICT (id) DO UPDATE
  SET display_name = excluded.display_name, state = excluded.state, created = excluded.created;
END;

CREATE TRIGGER grain_state_tenant_updated AFTER UPDATE OF payload ON grain_state
WHEN new.payload ->> '$.kind' = 'Tenant'
BEGIN
  DELETE FROM scim_tenant WHERE id = new.payload ->> '$.tenant' AND new.payload ->> '$.op' = 'delete';

  INSERT INTO scim_tenant (id, display_name, state, created)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.displayName', new.payload ->> '$.state',
    new.payload ->> '$.created'
  WHERE new.payload ->> '$.op' <> 'delete'
  ON CONFLICT (id) DO UPDATE
  SET display_name = excluded.display_name, state = excluded.state, created = excluded.created;
END;

-- Refuses a document that was made under older schemas than the tenant's, and projects the values of unique attributes.
CREATE TRIGGER grain_state_unique_values_inserted AFTER INSERT ON grain_state
WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  SELECT RAISE(ABORT, 'scim_schemas_changed') FROM scim_schema_version
  WHERE tenant = new.payload ->> '$.tenant' AND version > coalesce(new.payload ->> '$.index.schemas', 0)
    AND new.payload ->> '$.op' <> 'delete';

  INSERT INTO scim_unique_value (tenant, kind, path, value, rid)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.kind', v.value ->> '$.path', v.value ->> '$.value', new.state_id
  FROM json_each(new.payload, '$.index.values') AS v;
END;

-- A commit that leaves the document unchanged is valid under any schemas. A value that the resource already has is not
-- inserted again: it may be older than the rule that makes the attribute unique.
CREATE TRIGGER grain_state_unique_values_updated AFTER UPDATE OF payload ON grain_state
WHEN new.payload ->> '$.kind' <> 'Tenant'
BEGIN
  SELECT RAISE(ABORT, 'scim_schemas_changed') FROM scim_schema_version
  WHERE tenant = new.payload ->> '$.tenant' AND version > coalesce(new.payload ->> '$.index.schemas', 0)
    AND new.payload ->> '$.op' <> 'delete' AND new.payload -> '$.document' IS NOT old.payload -> '$.document';

  DELETE FROM scim_unique_value WHERE rid = new.state_id AND (path, value) NOT IN (
    SELECT v.value ->> '$.path', v.value ->> '$.value' FROM json_each(new.payload, '$.index.values') AS v);

  INSERT INTO scim_unique_value (tenant, kind, path, value, rid)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.kind', v.value ->> '$.path', v.value ->> '$.value', new.state_id
  FROM json_each(new.payload, '$.index.values') AS v
  WHERE (v.value ->> '$.path', v.value ->> '$.value') NOT IN (
    SELECT u.path, u.value FROM scim_unique_value AS u WHERE u.rid = new.state_id);
END;

CREATE TRIGGER grain_state_schemas_inserted AFTER INSERT ON grain_state
WHEN new.payload ->> '$.kind' = 'Tenant' AND new.payload ->> '$.schemasVersion' > 0
BEGIN
  INSERT INTO scim_schema_version (tenant, version)
  VALUES (new.payload ->> '$.tenant', new.payload ->> '$.schemasVersion')
  ON CONFLICT (tenant) DO UPDATE SET version = excluded.version;
END;

CREATE TRIGGER grain_state_schemas_updated AFTER UPDATE OF payload ON grain_state
WHEN new.payload ->> '$.kind' = 'Tenant'
BEGIN
  DELETE FROM scim_schema_version WHERE tenant = new.payload ->> '$.tenant' AND new.payload ->> '$.op' = 'delete';

  INSERT INTO scim_schema_version (tenant, version)
  SELECT new.payload ->> '$.tenant', new.payload ->> '$.schemasVersion' WHERE new.payload ->> '$.schemasVersion' > 0
  ON CONFLICT (tenant) DO UPDATE SET version = excluded.version;
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

-- The roles of a deleted tenant are removed later, with the rest of its data.
CREATE TRIGGER grain_state_roles_inserted AFTER INSERT ON grain_state
WHEN new.grain_type = 'tenant' AND new.payload ->> '$.op' <> 'delete'
BEGIN
  INSERT INTO scim_role (tenant, role, rank)
  SELECT new.payload ->> '$.tenant', value, key
  FROM json_each(
    coalesce(new.payload -> '$.settings.roles', '["Viewer","Contributor","Editor","Administrator"]')) WHERE true
  ON CONFLICT (tenant, role) DO UPDATE SET rank = excluded.rank;
END;

CREATE TRIGGER grain_state_roles_updated AFTER UPDATE OF payload ON grain_state
WHEN new.grain_type = 'tenant' AND new.payload ->> '$.op' <> 'delete'
  AND (new.payload -> '$.settings.roles' IS NOT old.payload -> '$.settings.roles' OR new.payload ->> '$.op' = 'create')
BEGIN
  DELETE FROM scim_role
  WHERE tenant = new.payload ->> '$.tenant' AND role NOT IN (
    SELECT value FROM json_each(
      coalesce(new.payload -> '$.settings.roles', '["Viewer","Contributor","Editor","Administrator"]')));

  INSERT INTO scim_role (tenant, role, rank)
  SELECT new.payload ->> '$.tenant', value, key
  FROM json_each(
    coalesce(new.payload -> '$.settings.roles', '["Viewer","Contributor","Editor","Administrator"]')) WHERE true
  ON CONFLICT (tenant, role) DO UPDATE SET rank = excluded.rank;
END;

-- A second check, after that of the tenant grain.
CREATE TRIGGER scim_role_check_unused BEFORE DELETE ON scim_role
BEGIN
  SELECT RAISE(ABORT, 'scim_role_in_use')
  WHERE EXISTS (SELECT 1 FROM scim_permission WHERE tenant = old.tenant AND role = old.role);
END;

-- Writes or deletes one of the grain's reminders with the commit that changes it (payload.reminder).
CREATE TRIGGER grain_state_reminder_changed AFTER UPDATE OF payload ON grain_state
WHEN new.payload -> '$.reminder' IS NOT NULL
BEGIN
  DELETE FROM reminder
  WHERE new.payload ->> '$.reminder.due' IS NULL
    AND service_id = new.service_id AND grain_id = new.payload ->> '$.reminder.grain'
    AND reminder_name = new.payload ->> '$.reminder.name';

  -- The time as the driver writes it for Orleans: without trailing zeros.
  INSERT INTO reminder (service_id, grain_id, reminder_name, grain_hash, start_time, period, version)
  SELECT new.service_id, new.payload ->> '$.reminder.grain', new.payload ->> '$.reminder.name',
    new.payload ->> '$.reminder.hash',
    replace(rtrim(rtrim(rtrim(new.payload ->> '$.reminder.due', 'Z'), '0'), '.'), 'T', ' '),
    new.payload ->> '$.reminder.period', new.version
  WHERE new.payload ->> '$.reminder.due' IS NOT NULL
  ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
  SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period,
    version = version + 1;
END;
