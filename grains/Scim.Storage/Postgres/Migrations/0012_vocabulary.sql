-- Renames the schema's objects to the terms of SCIM, Orleans and SQL. No row changes, and no rule changes.
--
-- Names that start with scim_on_, project_ and unproject_ are trigger functions. The other functions are called by them
-- or by the program. Stored data keeps its names: the members of a state's JSON (op, at, index.loose, index.values)
-- and the texts that are hashed into advisory lock keys.
--
-- Programs of version 0.1 call the old functions. Stop them before this migration; afterwards they refuse to start.
INSERT INTO scim_installation (name, value) VALUES ('oldest-migration', '12')
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- ---------------------------------------------------------------------------------------------------------------------
-- Tables, views and their columns
-- ---------------------------------------------------------------------------------------------------------------------

-- The number of live resources, as slots of one counter.
ALTER TABLE scim_count_part RENAME TO scim_resource_count_part;
ALTER TABLE scim_resource_count_part RENAME COLUMN part TO slot;
ALTER TABLE scim_resource_count_part RENAME COLUMN n TO resource_count;
ALTER INDEX scim_count_part_pkey RENAME TO scim_resource_count_part_pkey;
ALTER SEQUENCE scim_count_part_part_seq RENAME TO scim_resource_count_part_slot_seq;
ALTER VIEW scim_count RENAME TO scim_resource_count;
ALTER VIEW scim_resource_count RENAME COLUMN n TO resource_count;

-- How many members were removed from a group because the member was deleted, as slots of one counter.
ALTER TABLE scim_lost_part RENAME TO scim_member_removal_part;
ALTER TABLE scim_member_removal_part RENAME COLUMN part TO slot;
ALTER TABLE scim_member_removal_part RENAME COLUMN n TO removal_count;
ALTER INDEX scim_lost_part_pkey RENAME TO scim_member_removal_part_pkey;
ALTER SEQUENCE scim_lost_part_part_seq RENAME TO scim_member_removal_part_slot_seq;
ALTER VIEW scim_lost RENAME TO scim_member_removal;
ALTER VIEW scim_member_removal RENAME COLUMN n TO removal_count;

-- Group names that need not be unique (index.loose).
ALTER TABLE scim_loose_name RENAME TO scim_non_unique_name;
ALTER INDEX scim_loose_name_pkey RENAME TO scim_non_unique_name_pkey;
ALTER INDEX scim_loose_name_name RENAME TO scim_non_unique_name_by_name;

-- One row for each search word of a resource, and one row with all words of a resource.
ALTER TABLE scim_word RENAME TO scim_search_word;
ALTER INDEX scim_word_pkey RENAME TO scim_search_word_pkey;
ALTER TABLE scim_words RENAME TO scim_search_text;
ALTER INDEX scim_words_pkey RENAME TO scim_search_text_pkey;

-- The values of unique attributes. The primary key's name is the error code of a duplicate value.
ALTER TABLE scim_unique RENAME TO scim_unique_value;
ALTER INDEX scim_unique_pkey RENAME TO scim_unique_value_pkey;
ALTER INDEX scim_unique_rid RENAME TO scim_unique_value_by_rid;

-- The version of each tenant's schemas.
ALTER TABLE scim_schemas RENAME TO scim_schema_version;
ALTER INDEX scim_schemas_pkey RENAME TO scim_schema_version_pkey;

-- The uploaded file, in chunks.
ALTER TABLE scim_upload_piece RENAME TO scim_upload_chunk;
ALTER TABLE scim_upload_chunk RENAME COLUMN piece TO chunk_index;
ALTER INDEX scim_upload_piece_pkey RENAME TO scim_upload_chunk_pkey;

-- The change log.
ALTER TABLE scim_change RENAME COLUMN changed TO changed_attributes;
ALTER TABLE scim_change RENAME COLUMN at TO committed_at;
ALTER TABLE scim_change RENAME COLUMN tx TO transaction_id;
ALTER INDEX scim_change_tx RENAME TO scim_change_by_transaction_id;

-- A state's JSON as a row.
ALTER TYPE scim_commit RENAME ATTRIBUTE op TO operation;
ALTER TYPE scim_commit RENAME ATTRIBUTE changed TO changed_attributes;
ALTER TYPE scim_commit RENAME ATTRIBUTE at TO committed_at;
ALTER TYPE scim_commit RENAME ATTRIBUTE idx TO index_values;

-- Indexes named after what they find rows by.
ALTER INDEX scim_member_of RENAME TO scim_member_by_member_id;
ALTER INDEX scim_permission_of RENAME TO scim_permission_by_group_id;
ALTER INDEX scim_permission_role RENAME TO scim_permission_by_role;
ALTER INDEX scim_resource_facts RENAME TO scim_resource_equality;
ALTER INDEX scim_resource_partition RENAME TO scim_resource_name_partition;

-- ---------------------------------------------------------------------------------------------------------------------
-- Functions whose bodies stay as they are
-- ---------------------------------------------------------------------------------------------------------------------

-- The form of a name that fits into an index entry: the name, or its beginning and its digest.
ALTER FUNCTION scim_short(text) RENAME TO scim_index_key;
ALTER FUNCTION scim_digested(text) RENAME TO scim_digest_name;

-- What an equality filter can find: the indexed document, and the document that is searched for with @>. The index
-- refers to the function itself, not to its name.
ALTER FUNCTION scim_facts(text, text, jsonb) RENAME TO scim_equality_document;
ALTER FUNCTION scim_fact(text, text, jsonb) RENAME TO scim_equality_probe;

ALTER FUNCTION scim_tenant_committed(json) RENAME TO scim_apply_tenant;
ALTER FUNCTION scim_reminders_set(jsonb[]) RENAME TO scim_upsert_reminders;
ALTER FUNCTION scim_reminders_removed(jsonb[]) RENAME TO scim_delete_reminders;
ALTER FUNCTION scim_role_deleted() RENAME TO scim_check_role_unused;
ALTER FUNCTION scim_resource_permissions_deleted() RENAME TO scim_delete_group_permissions;
ALTER FUNCTION grain_state_gone() RENAME TO unproject_grain_state;
ALTER FUNCTION scim_site_gone() RENAME TO unproject_site_state;

-- ---------------------------------------------------------------------------------------------------------------------
-- Counters
-- ---------------------------------------------------------------------------------------------------------------------

ALTER FUNCTION scim_count_deleted() RENAME TO scim_delete_resource_count;
CREATE OR REPLACE FUNCTION scim_delete_resource_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_resource_count_part WHERE tenant = old.tenant AND kind = old.kind;
  RETURN old;
END $$;

-- Adds to a counter in a slot that no other transaction has locked, or in a new one. Never waits.
DROP FUNCTION scim_counted;
CREATE FUNCTION scim_add_to_resource_count(p_tenant text, p_kind text, p_difference integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scim_resource_count_part SET resource_count = resource_count + p_difference
  WHERE tenant = p_tenant AND kind = p_kind AND slot = (
    SELECT slot FROM scim_resource_count_part WHERE tenant = p_tenant AND kind = p_kind
    LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO scim_resource_count_part (tenant, kind, resource_count) VALUES (p_tenant, p_kind, p_difference);
  END IF;
END $$;

DROP FUNCTION scim_member_lost;
CREATE FUNCTION scim_count_member_removal(p_tenant text, p_group_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scim_member_removal_part SET removal_count = removal_count + 1
  WHERE tenant = p_tenant AND group_id = p_group_id AND slot = (
    SELECT slot FROM scim_member_removal_part WHERE tenant = p_tenant AND group_id = p_group_id
    LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO scim_member_removal_part (tenant, group_id, removal_count) VALUES (p_tenant, p_group_id, 1);
  END IF;
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Triggers of scim_resource
-- ---------------------------------------------------------------------------------------------------------------------

-- Counts the resources that a statement inserts, once for each tenant and resource type.
DROP TRIGGER scim_resources_inserted ON scim_resource;
ALTER FUNCTION scim_resources_inserted() RENAME TO scim_on_resources_inserted;
CREATE OR REPLACE FUNCTION scim_on_resources_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  inserted record;
BEGIN
  FOR inserted IN SELECT tenant, kind, count(*)::integer AS row_count FROM new_rows GROUP BY tenant, kind LOOP
    PERFORM scim_add_to_resource_count(inserted.tenant, inserted.kind, inserted.row_count);
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER scim_resources_inserted AFTER INSERT ON scim_resource REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION scim_on_resources_inserted();

-- The resource's row is locked at this point. A transaction that adds the resource to a group has either committed the
-- membership, which is found below, or waits and then finds no resource. A group that is deleted at the same time has
-- either deleted its memberships already, so that nothing is counted for it, or waits for this transaction.
ALTER FUNCTION scim_resource_deleted() RENAME TO scim_on_resource_deleted;
CREATE OR REPLACE FUNCTION scim_on_resource_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  deleted record;
BEGIN
  FOR deleted IN
    DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM scim_member
      WHERE tenant = old.tenant AND (group_id = old.id OR member_id = old.id)
      ORDER BY group_id, member_id FOR UPDATE))
    RETURNING group_id
  LOOP
    IF deleted.group_id <> old.id THEN
      PERFORM scim_count_member_removal(old.tenant, deleted.group_id);
    END IF;
  END LOOP;
  DELETE FROM scim_member_removal_part WHERE old.kind = 'Group' AND tenant = old.tenant AND group_id = old.id;
  PERFORM scim_add_to_resource_count(old.tenant, old.kind, -1);
  RETURN NULL;
END $$;

ALTER FUNCTION scim_unique_deleted() RENAME TO scim_delete_unique_values;
CREATE OR REPLACE FUNCTION scim_delete_unique_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_unique_value WHERE rid = old.rid;
  RETURN NULL;
END $$;

ALTER FUNCTION scim_resource_loose_name_deleted() RENAME TO scim_delete_non_unique_name;
CREATE OR REPLACE FUNCTION scim_delete_non_unique_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_non_unique_name WHERE rid = old.rid;
  RETURN NULL;
END $$;

-- Finds the rows of scim_search_word that belong to a resource. In p_words a bar separates the fields; no word contains
-- a bar. Texts that migration 0007 wrote have no bars, so for them every field is tried.
DROP FUNCTION scim_words_found;
CREATE FUNCTION scim_find_search_words(p_tenant text, p_kind text, p_rid bigint, p_words text)
RETURNS TABLE (ctid tid) LANGUAGE sql STABLE AS $$
  SELECT s.ctid
  FROM string_to_table(p_words, ' | ') WITH ORDINALITY AS l (list, n)
  CROSS JOIN LATERAL string_to_table(btrim(l.list), ' ') AS w (word)
  CROSS JOIN LATERAL generate_series(
    CASE WHEN strpos(p_words, ' | ') > 0 THEN l.n - 1 ELSE 0 END,
    CASE WHEN strpos(p_words, ' | ') > 0 THEN l.n - 1 ELSE 2 END) AS f (field)
  CROSS JOIN LATERAL (
    SELECT x.ctid FROM scim_search_word AS x
    WHERE x.tenant = p_tenant AND x.kind = p_kind AND x.word = w.word AND x.field = f.field AND x.rid = p_rid
    OFFSET 0) AS s
$$;

DROP FUNCTION scim_words_removed;
CREATE FUNCTION scim_delete_search_words(p_tenant text, p_kind text, p_rid bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old_words text;
BEGIN
  DELETE FROM scim_search_text WHERE rid = p_rid RETURNING words INTO old_words;
  IF old_words IS NOT NULL THEN
    DELETE FROM scim_search_word WHERE ctid = ANY (ARRAY(
      SELECT f.ctid FROM scim_find_search_words(p_tenant, p_kind, p_rid, old_words) AS f));
  END IF;
END $$;

ALTER FUNCTION scim_resource_words_deleted() RENAME TO scim_delete_resource_search_words;
CREATE OR REPLACE FUNCTION scim_delete_resource_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scim_delete_search_words(old.tenant, old.kind, old.rid);
  RETURN NULL;
END $$;

-- Triggers fire in the order of their names. The order of locks relies on it: scim_resource_deleted (members and
-- counters), then names, permissions, search words and unique values.
ALTER TRIGGER scim_resource_loose_name_deleted ON scim_resource RENAME TO scim_resource_deleted_non_unique_name;
ALTER TRIGGER scim_resource_permissions_deleted ON scim_resource RENAME TO scim_resource_deleted_permissions;
ALTER TRIGGER scim_resource_words_deleted ON scim_resource RENAME TO scim_resource_deleted_search_words;
ALTER TRIGGER scim_unique_deleted ON scim_resource RENAME TO scim_resource_deleted_unique_values;
ALTER TRIGGER scim_count_deleted ON scim_resource_count RENAME TO scim_resource_count_deleted;
ALTER TRIGGER scim_role_deleted ON scim_role RENAME TO scim_role_check_unused;

-- ---------------------------------------------------------------------------------------------------------------------
-- Commits of resources. Each function takes the commits of one statement. The order of locks is that of 0009.
-- ---------------------------------------------------------------------------------------------------------------------

-- Replaces the values of unique attributes. A value that the resource already has is not inserted again: it may be
-- older than the rule that makes the attribute unique.
DROP FUNCTION scim_uniques_applied;
CREATE FUNCTION scim_apply_unique_values(commits scim_commit[], has_existing boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF has_existing THEN
    DELETE FROM scim_unique_value WHERE ctid = ANY (ARRAY(
      SELECT u.ctid FROM unnest(commits) AS c CROSS JOIN LATERAL (
        SELECT ctid, path, value FROM scim_unique_value WHERE rid = c.rid OFFSET 0) AS u
      WHERE NOT EXISTS (
        SELECT 1 FROM jsonb_to_recordset(c.index_values -> 'values') AS v (path text, value text)
        WHERE v.path = u.path AND v.value = u.value)));
  END IF;

  INSERT INTO scim_unique_value (tenant, kind, path, value, rid)
  SELECT c.tenant, c.kind, v.path, v.value, c.rid
  FROM unnest(commits) AS c
  CROSS JOIN LATERAL jsonb_to_recordset(c.index_values -> 'values') AS v (path text, value text)
  WHERE NOT EXISTS (
    SELECT 1 FROM (SELECT path, value FROM scim_unique_value WHERE rid = c.rid OFFSET 0) AS u
    WHERE u.path = v.path AND u.value = v.value)
  ORDER BY c.tenant, c.kind, v.path COLLATE "C", v.value COLLATE "C";
END $$;

-- Locks the candidate members until the commit. This waits for the deletion of a candidate by another transaction, and
-- prevents the deletion of a locked one.
DROP FUNCTION scim_members_held;
CREATE FUNCTION scim_lock_members(commits scim_commit[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1
  FROM (
    SELECT DISTINCT c.tenant, a.kind, a.id
    FROM unnest(commits) AS c
    CROSS JOIN LATERAL jsonb_to_recordset(c.members -> 'add') AS a (id text COLLATE "C", kind text COLLATE "C")
    ORDER BY c.tenant, a.kind, a.id) AS candidate
  CROSS JOIN LATERAL (
    SELECT 1 FROM scim_resource
    WHERE tenant = candidate.tenant AND kind = candidate.kind AND id = candidate.id FOR KEY SHARE) AS locked;
END $$;

-- Applies the changes of memberships.
DROP FUNCTION scim_members_applied;
CREATE FUNCTION scim_apply_member_deltas(commits scim_commit[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  removal record;
BEGIN
  FOR removal IN
    SELECT d.tenant, d.id, (d.members ->> 'replace')::boolean AS is_replacement, d.members -> 'remove' AS member_ids
    FROM unnest(commits) AS d
    WHERE (d.members ->> 'replace')::boolean OR d.members -> 'remove' <> '[]'
    ORDER BY d.tenant, d.id
  LOOP
    IF removal.is_replacement THEN
      DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM scim_member
        WHERE tenant = removal.tenant AND group_id = removal.id ORDER BY member_id FOR UPDATE));
    ELSE
      DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
        SELECT m.ctid
        FROM (
          SELECT e.id FROM jsonb_array_elements_text(removal.member_ids) AS e (id) ORDER BY e.id COLLATE "C") AS e
        CROSS JOIN LATERAL (
          SELECT ctid FROM scim_member
          WHERE tenant = removal.tenant AND group_id = removal.id AND member_id = e.id FOR UPDATE) AS m));
    END IF;
  END LOOP;

  -- A candidate that was deleted after the group validated it is left out.
  INSERT INTO scim_member (tenant, group_id, member_id, kind)
  SELECT c.tenant, c.id, r.id, r.kind
  FROM unnest(commits) AS c
  CROSS JOIN LATERAL jsonb_to_recordset(c.members -> 'add') AS a (id text COLLATE "C", kind text COLLATE "C")
  CROSS JOIN LATERAL (
    SELECT id, kind FROM scim_resource WHERE tenant = c.tenant AND kind = a.kind AND id = a.id OFFSET 0) AS r
  ORDER BY c.tenant, c.id, r.id
  ON CONFLICT DO NOTHING;
END $$;

-- Two transactions may add two groups to each other, and neither sees the other's membership. The nesting lock makes
-- the second transaction wait until the first has committed.
DROP FUNCTION scim_nesting_checked;
CREATE FUNCTION scim_check_nesting(p_tenant text, p_group_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    WITH RECURSIVE ancestor_group (id) AS (
      SELECT group_id FROM scim_member WHERE tenant = p_tenant AND member_id = p_group_id
      UNION
      SELECT m.group_id FROM ancestor_group AS a CROSS JOIN LATERAL (
        SELECT group_id FROM scim_member WHERE tenant = p_tenant AND member_id = a.id OFFSET 0) AS m)
    SELECT 1 FROM ancestor_group WHERE id = p_group_id) THEN
    RAISE EXCEPTION 'The group would be a member of itself.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_group_cycle';
  END IF;
END $$;

-- Writes the search words that a commit changes.
DROP FUNCTION scim_words_applied;
CREATE FUNCTION scim_apply_search_words(commits scim_commit[], has_existing boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  new_words scim_search_text[] := ARRAY(
    SELECT ROW(c.rid, w.words)::scim_search_text
    FROM unnest(commits) AS c CROSS JOIN LATERAL (
      SELECT ' ' || string_agg(coalesce(f.words, ''), ' | ' ORDER BY f.n) || ' ' AS words
      FROM (
        SELECT l.n, (
          SELECT string_agg(e.word, ' ' ORDER BY e.n)
          FROM jsonb_array_elements_text(l.list) WITH ORDINALITY AS e (word, n)) AS words
        FROM jsonb_array_elements(c.index_values -> 'words') WITH ORDINALITY AS l (list, n)) AS f) AS w
    WHERE c.operation <> 'delete');
  removed_words scim_search_text[];
BEGIN
  IF has_existing THEN
    new_words := ARRAY(
      SELECT n FROM unnest(new_words) AS n
      WHERE n.words IS DISTINCT FROM (SELECT t.words FROM scim_search_text AS t WHERE t.rid = n.rid));
    IF new_words = '{}' THEN
      RETURN;
    END IF;
    removed_words := ARRAY(
      SELECT t FROM scim_search_text AS t WHERE t.rid = ANY (ARRAY(SELECT n.rid FROM unnest(new_words) AS n)));
    IF removed_words <> '{}' THEN
      DELETE FROM scim_search_word WHERE ctid = ANY (ARRAY(
        SELECT w.ctid
        FROM unnest(commits) AS c
        CROSS JOIN unnest(removed_words) AS r
        CROSS JOIN LATERAL scim_find_search_words(c.tenant, c.kind, c.rid, r.words) AS w
        WHERE r.rid = c.rid));
      DELETE FROM scim_search_text WHERE rid = ANY (ARRAY(SELECT r.rid FROM unnest(removed_words) AS r));
    END IF;
  END IF;

  INSERT INTO scim_search_word (tenant, kind, word, field, rid)
  SELECT c.tenant, c.kind, e.word, l.n - 1, c.rid
  FROM unnest(commits) AS c
  CROSS JOIN LATERAL jsonb_array_elements(c.index_values -> 'words') WITH ORDINALITY AS l (list, n)
  CROSS JOIN LATERAL jsonb_array_elements_text(l.list) AS e (word)
  WHERE NOT has_existing OR c.rid = ANY (ARRAY(SELECT n.rid FROM unnest(new_words) AS n));

  INSERT INTO scim_search_text (rid, words)
  SELECT n.rid, n.words FROM unnest(new_words) AS n WHERE n.words IS NOT NULL;
END $$;

-- Writes the names that need not be unique.
DROP FUNCTION scim_loose_names_applied;
CREATE FUNCTION scim_apply_non_unique_names(commits scim_commit[], has_existing boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF has_existing THEN
    DELETE FROM scim_non_unique_name WHERE rid = ANY (ARRAY(
      SELECT c.rid FROM unnest(commits) AS c WHERE c.index_values ->> 'loose' IS NULL));
  END IF;
  INSERT INTO scim_non_unique_name (rid, tenant, kind, name, id)
  SELECT c.rid, c.tenant, c.kind, scim_index_key(c.index_values ->> 'loose'), c.id
  FROM unnest(commits) AS c WHERE c.index_values ->> 'loose' IS NOT NULL ORDER BY c.rid
  ON CONFLICT (rid) DO UPDATE SET name = excluded.name;
END $$;

-- Writes the rows of the resources. live_count is the number of commits that do not delete.
DROP FUNCTION scim_resources_applied;
CREATE FUNCTION scim_apply_resources(commits scim_commit[], rids bigint[], are_new boolean, live_count bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  updated_count bigint := 0;
BEGIN
  IF NOT are_new THEN
    UPDATE scim_resource AS r
    SET unique_name = scim_index_key(c.index_values ->> 'unique'),
      name_partition = coalesce((c.index_values ->> 'partition')::integer, 0), name = c.index_values ->> 'name',
      display = c.index_values ->> 'display', external_id = c.index_values ->> 'externalId',
      active = coalesce((c.index_values ->> 'active')::boolean, true)::integer,
      version = c.version, modified = c.committed_at, search = c.search
    FROM unnest(commits) AS c WHERE c.operation <> 'delete' AND r.rid = c.rid AND r.rid = ANY (rids);
    GET DIAGNOSTICS updated_count = ROW_COUNT;
  END IF;

  IF live_count > updated_count THEN
    INSERT INTO scim_resource (
      rid, tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created,
      modified, search)
    SELECT c.rid, c.tenant, c.kind, c.id, scim_index_key(c.index_values ->> 'unique'),
      coalesce((c.index_values ->> 'partition')::integer, 0), c.index_values ->> 'name', c.index_values ->> 'display',
      c.index_values ->> 'externalId', coalesce((c.index_values ->> 'active')::boolean, true)::integer, c.version,
      c.created, c.committed_at, c.search
    FROM unnest(commits) AS c
    WHERE c.operation <> 'delete'
      AND (are_new OR NOT EXISTS (SELECT 1 FROM scim_resource AS r WHERE r.rid = c.rid OFFSET 0))
    ORDER BY c.tenant, c.kind, scim_index_key(c.index_values ->> 'unique');
  END IF;

  IF live_count < cardinality(rids) THEN
    DELETE FROM scim_resource WHERE rid = ANY (ARRAY(
      SELECT c.rid FROM unnest(commits) AS c WHERE c.operation = 'delete'));
  END IF;
END $$;

-- Applies commits after the check of their schemas. Skips tables that the commits cannot affect: a new resource has no
-- existing rows, and a commit that changes nothing but members has no new search words.
DROP FUNCTION scim_applied;
CREATE FUNCTION scim_apply_commits(commits scim_commit[], are_new boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  summary         record;
  nesting_tenants text[] := '{}';
  nesting_tenant  text;
BEGIN
  SELECT array_agg(c.rid) AS rids, count(*) FILTER (WHERE c.operation <> 'delete') AS live_count,
    bool_or(c.members IS NOT NULL) AS has_members, bool_or(c.members -> 'add' <> '[]') AS has_added_members,
    bool_or(c.members -> 'add' @> '[{"kind":"Group"}]') AS has_nested_groups,
    bool_or(c.index_values ? 'loose') AS has_non_unique_names, bool_or(c.index_values ? 'values') AS has_unique_values,
    bool_or(c.changed_attributes IS DISTINCT FROM '["members"]') AS has_search_words
  INTO summary FROM unnest(commits) AS c;

  IF summary.has_unique_values
    OR (NOT are_new AND EXISTS (SELECT 1 FROM scim_unique_value WHERE rid = ANY (summary.rids))) THEN
    PERFORM scim_apply_unique_values(commits, NOT are_new);
  END IF;

  -- The nesting lock: see scim_check_nesting.
  IF summary.has_nested_groups THEN
    nesting_tenants := ARRAY(
      SELECT DISTINCT c.tenant FROM unnest(commits) AS c
      WHERE c.members -> 'add' @> '[{"kind":"Group"}]' ORDER BY c.tenant);
    FOREACH nesting_tenant IN ARRAY nesting_tenants LOOP
      PERFORM pg_advisory_xact_lock(hashtextextended('scim nesting ' || nesting_tenant, 0));
    END LOOP;
  END IF;
  IF summary.has_added_members THEN
    PERFORM scim_lock_members(commits);
  END IF;

  PERFORM scim_apply_resources(commits, summary.rids, are_new, summary.live_count);
  IF summary.has_members THEN
    PERFORM scim_apply_member_deltas(commits);
  END IF;
  IF summary.has_nested_groups THEN
    PERFORM scim_check_nesting(c.tenant, c.id)
    FROM unnest(commits) AS c WHERE c.members -> 'add' @> '[{"kind":"Group"}]';
  END IF;
  IF summary.has_search_words THEN
    PERFORM scim_apply_search_words(commits, NOT are_new);
  END IF;
  IF summary.has_non_unique_names
    OR (NOT are_new AND EXISTS (SELECT 1 FROM scim_non_unique_name WHERE rid = ANY (summary.rids))) THEN
    PERFORM scim_apply_non_unique_names(commits, NOT are_new);
  END IF;

  INSERT INTO scim_change (
    tenant, kind, id, operation, version, actor, request_id, changed_attributes, members, committed_at)
  SELECT c.tenant, c.kind, c.id, c.operation, c.version, c.actor, c.request_id, c.changed_attributes, c.members::text,
    c.committed_at
  FROM unnest(commits) AS c;
END $$;

-- Locks the tenants' schemas (shared) until the commit, so that they cannot change while resources are written.
DROP FUNCTION scim_schemas_held;
CREATE FUNCTION scim_lock_schemas(commits scim_commit[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  locked_tenant text;
BEGIN
  FOR locked_tenant IN
    SELECT DISTINCT c.tenant FROM unnest(commits) AS c WHERE c.operation <> 'delete' ORDER BY c.tenant
  LOOP
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('scim schemas ' || locked_tenant, 0));
  END LOOP;
END $$;

-- The commits that were made under older schemas than the tenant's.
CREATE FUNCTION scim_find_stale_commits(commits scim_commit[]) RETURNS scim_commit[] LANGUAGE plpgsql AS $$
BEGIN
  RETURN ARRAY(
    SELECT c FROM unnest(commits) AS c
    CROSS JOIN LATERAL (SELECT version FROM scim_schema_version WHERE tenant = c.tenant OFFSET 0) AS s
    WHERE c.operation <> 'delete' AND s.version > coalesce((c.index_values ->> 'schemas')::bigint, 0));
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Triggers of grain_state
-- ---------------------------------------------------------------------------------------------------------------------

-- Projects the states that a statement writes into the tables of the directory. A state with a kind belongs to a
-- resource of any type, or to a tenant; the states of other grains must not have a member of that name. States are
-- applied in batches, so that the memory used does not grow with the number of states.
--
-- A connection caches the plans of these functions, and a plan that was made while the tables were small must still
-- serve when they are large. Therefore sequential scans, hash joins and merge joins are off, and each row is looked up
-- by its full key in a subquery with OFFSET 0, which fixes the join order. (With = ANY (list), PostgreSQL may choose to
-- read all rows of a small tenant.) Planning again for each list would take longer than writing.
DROP TRIGGER grain_states_inserted ON grain_state;
DROP TRIGGER grain_states_updated ON grain_state;
ALTER FUNCTION grain_states_written() RENAME TO project_grain_states;
CREATE OR REPLACE FUNCTION project_grain_states() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  batch_size          CONSTANT integer := 256;
  commits             scim_commit[];
  stale_commits       scim_commit[];
  scheduled_reminders jsonb[];
  removed_reminders   jsonb[];
  item                record;
  states              CURSOR FOR
    SELECT ROW(n.state_id, c.tenant, c.kind, c.id, c.op, c.version, c.actor, c."requestId", coalesce(c.changed, '[]'),
        c.at, c.created, c.index, c.members, c.search)::scim_commit AS resource_commit,
      CASE WHEN c.reminder IS NOT NULL
        THEN c.reminder || jsonb_build_object('service', n.service_id, 'version', n.version) END AS reminder
    FROM new_rows AS n
    CROSS JOIN LATERAL json_to_record(CASE json_typeof(n.payload) WHEN 'object' THEN n.payload END) AS c (
      tenant text, kind text, id text, op text, version bigint, actor text, "requestId" text, changed text, at text,
      created text, index jsonb, members jsonb, search jsonb, reminder jsonb)
    WHERE c.kind <> 'Tenant';
BEGIN
  OPEN states;
  LOOP
    commits := '{}';
    scheduled_reminders := '{}';
    removed_reminders := '{}';
    LOOP
      FETCH states INTO item;
      EXIT WHEN NOT FOUND;
      commits := array_append(commits, item.resource_commit);
      IF item.reminder IS NOT NULL THEN
        IF item.reminder ->> 'due' IS NOT NULL THEN
          scheduled_reminders := array_append(scheduled_reminders, item.reminder);
        ELSE
          removed_reminders := array_append(removed_reminders, item.reminder);
        END IF;
      END IF;
      EXIT WHEN cardinality(commits) = batch_size;
    END LOOP;
    EXIT WHEN cardinality(commits) = 0;

    -- A commit that leaves the document unchanged is valid under any schemas.
    PERFORM scim_lock_schemas(commits);
    stale_commits := scim_find_stale_commits(commits);
    IF cardinality(stale_commits) > 0 AND TG_OP = 'UPDATE' THEN
      stale_commits := ARRAY(
        SELECT s
        FROM unnest(stale_commits) AS s
        JOIN new_rows AS n ON n.state_id = s.rid
        JOIN old_rows AS o ON o.state_id = s.rid
        WHERE n.payload ->> 'document' IS DISTINCT FROM o.payload ->> 'document');
    END IF;
    IF cardinality(stale_commits) > 0 THEN
      RAISE EXCEPTION 'The tenant''s schemas have changed.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_schemas_changed';
    END IF;

    PERFORM scim_apply_commits(commits, TG_OP = 'INSERT');
    IF cardinality(removed_reminders) > 0 THEN
      PERFORM scim_delete_reminders(removed_reminders);
    END IF;
    IF cardinality(scheduled_reminders) > 0 THEN
      PERFORM scim_upsert_reminders(scheduled_reminders);
    END IF;
    EXIT WHEN cardinality(commits) < batch_size;
  END LOOP;
  CLOSE states;
  RETURN NULL;
END $$;

CREATE TRIGGER grain_states_inserted AFTER INSERT ON grain_state REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION project_grain_states();
CREATE TRIGGER grain_states_updated AFTER UPDATE ON grain_state REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION project_grain_states();

-- Stores the version of a tenant's schemas, after all transactions that write resources under the old version.
DROP FUNCTION scim_schemas_committed;
CREATE FUNCTION scim_apply_schema_version(payload json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  tenant_id text := payload ->> 'tenant';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('scim schemas ' || tenant_id, 0));
  IF payload ->> 'op' = 'delete' THEN
    DELETE FROM scim_schema_version WHERE tenant = tenant_id;
  ELSIF (payload ->> 'schemasVersion')::bigint > 0 THEN
    INSERT INTO scim_schema_version (tenant, version) VALUES (tenant_id, (payload ->> 'schemasVersion')::bigint)
    ON CONFLICT (tenant) DO UPDATE SET version = excluded.version;
  END IF;
END $$;

-- Replaces a tenant's roles.
CREATE FUNCTION scim_apply_roles(payload json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  tenant_id text := payload ->> 'tenant';
  roles     text[] := ARRAY(
    SELECT json_array_elements_text(
      coalesce(payload #> '{settings,roles}', '["Viewer","Contributor","Editor","Administrator"]')));
BEGIN
  DELETE FROM scim_role WHERE tenant = tenant_id AND NOT role = ANY (roles);
  INSERT INTO scim_role (tenant, role, rank)
  SELECT tenant_id, r.role, r.n - 1 FROM unnest(roles) WITH ORDINALITY AS r (role, n)
  ON CONFLICT (tenant, role) DO UPDATE SET rank = excluded.rank;
END $$;

-- Projects a tenant's state: the version of its schemas first, because that lock comes first in the order of locks,
-- then the tenant, then its roles. The roles of a deleted tenant are removed later, with the rest of its data.
ALTER FUNCTION grain_state_of_tenant_written() RENAME TO project_tenant_state;
CREATE OR REPLACE FUNCTION project_tenant_state() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF new.payload ->> 'kind' = 'Tenant' THEN
    IF TG_OP = 'INSERT' OR new.payload ->> 'op' = 'delete'
      OR new.payload ->> 'schemasVersion' IS DISTINCT FROM old.payload ->> 'schemasVersion' THEN
      PERFORM scim_apply_schema_version(new.payload);
    END IF;
    PERFORM scim_apply_tenant(new.payload);
  END IF;

  IF new.payload ->> 'op' = 'delete' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' OR new.payload ->> 'op' = 'create'
    OR new.payload #>> '{settings,roles}' IS DISTINCT FROM old.payload #>> '{settings,roles}' THEN
    PERFORM scim_apply_roles(new.payload);
  END IF;
  RETURN NULL;
END $$;

ALTER TRIGGER grain_state_of_tenant_inserted ON grain_state RENAME TO grain_state_tenant_inserted;
ALTER TRIGGER grain_state_of_tenant_updated ON grain_state RENAME TO grain_state_tenant_updated;
DROP TRIGGER grain_state_roles_inserted ON grain_state;
DROP TRIGGER grain_state_roles_updated ON grain_state;
DROP FUNCTION scim_roles_committed;

-- Projects a site's state.
ALTER FUNCTION scim_site_committed() RENAME TO project_site_state;
CREATE OR REPLACE FUNCTION project_site_state() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  c record;
BEGIN
  SELECT * INTO c FROM json_to_record(new.payload) AS x (
    tenant text, id text, op text, version bigint, actor text, "requestId" text, changed text, at text, created text,
    name text, "unique" text, permission jsonb);

  IF c.op = 'create' THEN
    INSERT INTO scim_site (tenant, id, name, unique_name, version, created, modified)
    VALUES (c.tenant, c.id, c.name, c."unique", c.version, c.created, c.at);
  ELSIF c.op = 'delete' THEN
    DELETE FROM scim_permission WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM scim_permission WHERE tenant = c.tenant AND site_id = c.id ORDER BY group_id FOR UPDATE));
    DELETE FROM scim_site WHERE tenant = c.tenant AND id = c.id;
  ELSE
    UPDATE scim_site SET name = c.name, unique_name = c."unique", version = c.version, modified = c.at
    WHERE tenant = c.tenant AND id = c.id;
  END IF;

  IF c.permission ->> 'role' IS NOT NULL THEN
    -- Waits for the deletion of the group by another transaction. A group that was deleted after the site validated it
    -- is left out.
    PERFORM 1 FROM scim_resource
    WHERE tenant = c.tenant AND kind = 'Group' AND id = c.permission ->> 'group' FOR KEY SHARE;
    IF FOUND THEN
      -- The tenant may have removed the role after the site validated it.
      PERFORM 1 FROM scim_role WHERE tenant = c.tenant AND role = c.permission ->> 'role' FOR KEY SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'The tenant does not have the role.'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_role_unknown';
      END IF;

      INSERT INTO scim_permission (tenant, site_id, group_id, role)
      VALUES (c.tenant, c.id, c.permission ->> 'group', c.permission ->> 'role')
      ON CONFLICT (tenant, site_id, group_id) DO UPDATE SET role = excluded.role;
    END IF;
  ELSIF c.permission IS NOT NULL THEN
    DELETE FROM scim_permission WHERE tenant = c.tenant AND site_id = c.id AND group_id = c.permission ->> 'group';
  END IF;

  INSERT INTO scim_change (
    tenant, kind, id, operation, version, actor, request_id, changed_attributes, permission, committed_at)
  VALUES (
    c.tenant, 'Site', c.id, c.op, c.version, c.actor, c."requestId", coalesce(c.changed, '[]'), c.permission::text,
    c.at);
  RETURN NULL;
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Functions that the program calls
-- ---------------------------------------------------------------------------------------------------------------------

-- Inserts states in one statement, and returns the positions (from 1) of those that did not exist. Without
-- wait_for_locks the function fails after 250 ms on a lock, so that the other states of the batch are not delayed.
DROP FUNCTION scim_states_added;
CREATE FUNCTION scim_insert_states(
  p_service_id text, wait_for_locks boolean, keys text[], types text[], payloads bytea[])
RETURNS SETOF integer LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT wait_for_locks THEN
    PERFORM set_config('lock_timeout', '250ms', true);
  END IF;
  RETURN QUERY
  WITH inserted AS (
    INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload)
    SELECT w.key, w.type, 0, 0, p_service_id, 1, convert_from(w.payload, 'UTF8')::json
    FROM unnest(keys, types, payloads) AS w (key, type, payload)
    ON CONFLICT ON CONSTRAINT grain_state_key DO NOTHING
    RETURNING grain_key, grain_type)
  SELECT w.n::integer
  FROM inserted AS i
  JOIN unnest(keys, types) WITH ORDINALITY AS w (key, type, n) ON w.key = i.grain_key AND w.type = i.grain_type;
END $$;

-- Updates states in one statement, and returns the positions (from 1) of those that had the expected version.
DROP FUNCTION scim_states_changed;
CREATE FUNCTION scim_update_states(
  p_service_id text, wait_for_locks boolean, keys text[], types text[], versions integer[], payloads bytea[])
RETURNS SETOF integer LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT wait_for_locks THEN
    PERFORM set_config('lock_timeout', '250ms', true);
  END IF;
  RETURN QUERY
  UPDATE grain_state AS s SET version = s.version + 1, payload = convert_from(w.payload, 'UTF8')::json
  FROM unnest(keys, types, versions, payloads) WITH ORDINALITY AS w (key, type, version, payload, n)
  WHERE s.grain_key = ANY (keys) AND s.grain_key = w.key AND s.grain_type = w.type AND s.n0 = 0 AND s.n1 = 0
    AND s.service_id = p_service_id AND s.version = w.version
  RETURNING w.n::integer;
END $$;

-- Looks up candidate members of several groups. The caller tells its requests apart by request_index. Candidates that
-- are not live users or groups of the tenant are left out.
DROP FUNCTION scim_members_probed;
CREATE FUNCTION scim_find_member_candidates(request_indexes integer[], tenants text[], group_ids text[], ids text[])
RETURNS TABLE (request_index integer, member_id text, member_kind text, is_member boolean)
LANGUAGE plpgsql STABLE ROWS 10
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  SELECT a.request_index, r.id, r.kind, (
    SELECT true FROM scim_member AS m
    WHERE m.tenant = a.tenant AND m.group_id = a.group_id AND m.member_id = r.id LIMIT 1) IS NOT NULL
  FROM unnest(request_indexes, tenants, group_ids, ids) AS a (request_index, tenant, group_id, id)
  CROSS JOIN LATERAL (
    SELECT s.id, s.kind FROM scim_resource AS s
    WHERE s.tenant = a.tenant AND s.kind IN ('User', 'Group') AND s.id = a.id OFFSET 0) AS r;
END $$;
