-- Many states written by one statement are projected together: what PostgreSQL does for each statement, whatever it writes, is most of what a write costs. So the
-- triggers of resources are those of statements, each state's JSON is read once, and every table is written once for all of them.
--
-- The order of locks is that of 0002 and 0004, now phase by phase for all states of a statement: their rows of grain_state, the tenants' schemas (shared), rows of
-- scim_unique, the tenants' nesting locks, the members to be added, the rows of scim_resource, those of scim_member. What a phase locks, it locks in one order.

DROP TRIGGER grain_state_inserted ON grain_state;
DROP TRIGGER grain_state_updated ON grain_state;
DROP TRIGGER grain_state_declared_inserted ON grain_state;
DROP TRIGGER grain_state_declared_updated ON grain_state;
DROP TRIGGER scim_resource_inserted ON scim_resource;
DROP VIEW scim_commit;
DROP FUNCTION grain_state_written, grain_state_declared, scim_resource_inserted, scim_commit_applied, scim_commit_loose_name, scim_commit_words, scim_members_held,
  scim_members_changed;

-- A commit, taken apart.
CREATE TYPE scim_commit AS
(
  rid        bigint,
  tenant     text COLLATE "C",
  kind       text COLLATE "C",
  id         text COLLATE "C",
  op         text COLLATE "C",
  version    bigint,
  actor      text COLLATE "C",
  request_id text COLLATE "C",
  changed    text COLLATE "C",
  at         text COLLATE "C",
  created    text COLLATE "C",
  idx        jsonb,
  members    jsonb,
  search     jsonb
);

-- As scim_short of 0002, which the planner could not look into, since it calls what depends on the database's encoding.
CREATE FUNCTION scim_digested(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(name, 200) || '#' || encode(sha256(convert_to(name, 'UTF8')), 'hex');

CREATE OR REPLACE FUNCTION scim_short(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(name) <= 1000 THEN name ELSE scim_digested(name) END;

-- Live resources are counted once for each tenant and kind of a statement.
CREATE FUNCTION scim_resources_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  more record;
BEGIN
  FOR more IN SELECT tenant, kind, count(*)::integer AS n FROM added GROUP BY tenant, kind LOOP
    PERFORM scim_counted(more.tenant, more.kind, more.n);
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER scim_resources_inserted AFTER INSERT ON scim_resource REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION scim_resources_inserted();

-- Values that must be unique besides the names. One that the resource has already, perhaps since before the attribute had to be unique, is not entered again.
CREATE FUNCTION scim_uniques_applied(commits scim_commit[], may_have boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF may_have THEN
    DELETE FROM scim_unique WHERE ctid = ANY (ARRAY(
      SELECT u.ctid FROM unnest(commits) AS c CROSS JOIN LATERAL (
        SELECT ctid, path, value FROM scim_unique WHERE rid = c.rid OFFSET 0) AS u
      WHERE NOT EXISTS (SELECT 1 FROM jsonb_to_recordset(c.idx -> 'values') AS v (path text, value text) WHERE v.path = u.path AND v.value = u.value)));
  END IF;

  INSERT INTO scim_unique (tenant, kind, path, value, rid)
  SELECT c.tenant, c.kind, v.path, v.value, c.rid
  FROM unnest(commits) AS c CROSS JOIN LATERAL jsonb_to_recordset(c.idx -> 'values') AS v (path text, value text)
  WHERE NOT EXISTS (SELECT 1 FROM (SELECT path, value FROM scim_unique WHERE rid = c.rid OFFSET 0) AS u WHERE u.path = v.path AND u.value = v.value)
  ORDER BY c.tenant, c.kind, v.path COLLATE "C", v.value COLLATE "C";
END $$;

-- Holds the would-be members until the commit: one that is being deleted is waited for, one that is held cannot be deleted.
CREATE FUNCTION scim_members_held(commits scim_commit[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1
  FROM (
    SELECT DISTINCT c.tenant, a.kind, a.id
    FROM unnest(commits) AS c CROSS JOIN LATERAL jsonb_to_recordset(c.members -> 'add') AS a (id text COLLATE "C", kind text COLLATE "C")
    ORDER BY c.tenant, a.kind, a.id) AS would
  CROSS JOIN LATERAL (SELECT 1 FROM scim_resource WHERE tenant = would.tenant AND kind = would.kind AND id = would.id FOR KEY SHARE) AS held;
END $$;

-- Applies deltas of memberships.
CREATE FUNCTION scim_members_applied(commits scim_commit[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  lost record;
BEGIN
  FOR lost IN
    SELECT d.tenant, d.id, (d.members ->> 'replace')::boolean AS everyone, d.members -> 'remove' AS removed
    FROM unnest(commits) AS d WHERE (d.members ->> 'replace')::boolean OR d.members -> 'remove' <> '[]' ORDER BY d.tenant, d.id
  LOOP
    IF lost.everyone THEN
      DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM scim_member WHERE tenant = lost.tenant AND group_id = lost.id ORDER BY member_id FOR UPDATE));
    ELSE
      DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
        SELECT m.ctid
        FROM (SELECT e.id FROM jsonb_array_elements_text(lost.removed) AS e (id) ORDER BY e.id COLLATE "C") AS e
        CROSS JOIN LATERAL (SELECT ctid FROM scim_member WHERE tenant = lost.tenant AND group_id = lost.id AND member_id = e.id FOR UPDATE) AS m));
    END IF;
  END LOOP;

  -- A member that was deleted since the group looked is left out.
  INSERT INTO scim_member (tenant, group_id, member_id, kind)
  SELECT c.tenant, c.id, r.id, r.kind
  FROM unnest(commits) AS c
  CROSS JOIN LATERAL jsonb_to_recordset(c.members -> 'add') AS a (id text COLLATE "C", kind text COLLATE "C")
  CROSS JOIN LATERAL (SELECT id, kind FROM scim_resource WHERE tenant = c.tenant AND kind = a.kind AND id = a.id OFFSET 0) AS r
  ORDER BY c.tenant, c.id, r.id
  ON CONFLICT DO NOTHING;
END $$;

-- Where a resource's words are.
CREATE FUNCTION scim_words_found(of_tenant text, of_kind text, of_rid bigint, words text) RETURNS TABLE (ctid tid) LANGUAGE sql STABLE AS $$
  SELECT f.ctid
  FROM string_to_table(btrim(words), ' ') AS w (word) CROSS JOIN generate_series(0, 2) AS l (field) CROSS JOIN LATERAL (
    SELECT s.ctid FROM scim_word AS s
    WHERE s.tenant = of_tenant AND s.kind = of_kind AND s.word = w.word AND s.field = l.field AND s.rid = of_rid OFFSET 0) AS f
$$;

CREATE OR REPLACE FUNCTION scim_words_removed(of_tenant text, of_kind text, of_rid bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  present text;
BEGIN
  DELETE FROM scim_words WHERE rid = of_rid RETURNING words INTO present;
  IF present IS NOT NULL THEN
    DELETE FROM scim_word WHERE ctid = ANY (ARRAY(SELECT f.ctid FROM scim_words_found(of_tenant, of_kind, of_rid, present) AS f));
  END IF;
END $$;

-- What people look resources up by: only what a commit changes is written.
CREATE FUNCTION scim_words_applied(commits scim_commit[], may_have boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  next scim_words[] := ARRAY(
    SELECT ROW(c.rid, w.words)::scim_words
    FROM unnest(commits) AS c CROSS JOIN LATERAL (
      SELECT ' ' || string_agg(coalesce(f.words, ''), ' | ' ORDER BY f.n) || ' ' AS words
      FROM (
        SELECT l.n, (SELECT string_agg(e.word, ' ' ORDER BY e.n) FROM jsonb_array_elements_text(l.list) WITH ORDINALITY AS e (word, n)) AS words
        FROM jsonb_array_elements(c.idx -> 'words') WITH ORDINALITY AS l (list, n)) AS f) AS w
    WHERE c.op <> 'delete');
  gone scim_words[];
BEGIN
  IF may_have THEN
    next := ARRAY(
      SELECT n FROM unnest(next) AS n WHERE n.words IS DISTINCT FROM (SELECT w.words FROM scim_words AS w WHERE w.rid = n.rid));
    IF next = '{}' THEN
      RETURN;
    END IF;
    gone := ARRAY(SELECT w FROM scim_words AS w WHERE w.rid = ANY (ARRAY(SELECT n.rid FROM unnest(next) AS n)));
    IF gone <> '{}' THEN
      DELETE FROM scim_word WHERE ctid = ANY (ARRAY(
        SELECT w.ctid
        FROM unnest(commits) AS c CROSS JOIN unnest(gone) AS g CROSS JOIN LATERAL scim_words_found(c.tenant, c.kind, c.rid, g.words) AS w
        WHERE g.rid = c.rid));
      DELETE FROM scim_words WHERE rid = ANY (ARRAY(SELECT g.rid FROM unnest(gone) AS g));
    END IF;
  END IF;

  INSERT INTO scim_word (tenant, kind, word, field, rid)
  SELECT c.tenant, c.kind, e.word, l.n - 1, c.rid
  FROM unnest(commits) AS c
  CROSS JOIN LATERAL jsonb_array_elements(c.idx -> 'words') WITH ORDINALITY AS l (list, n)
  CROSS JOIN LATERAL jsonb_array_elements_text(l.list) AS e (word)
  WHERE NOT may_have OR c.rid = ANY (ARRAY(SELECT n.rid FROM unnest(next) AS n));

  INSERT INTO scim_words (rid, words) SELECT n.rid, n.words FROM unnest(next) AS n WHERE n.words IS NOT NULL;
END $$;

-- Names that may be there more than once.
CREATE FUNCTION scim_loose_names_applied(commits scim_commit[], may_have boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF may_have THEN
    DELETE FROM scim_loose_name WHERE rid = ANY (ARRAY(SELECT c.rid FROM unnest(commits) AS c WHERE c.idx ->> 'loose' IS NULL));
  END IF;
  INSERT INTO scim_loose_name (rid, tenant, kind, name, id)
  SELECT c.rid, c.tenant, c.kind, scim_short(c.idx ->> 'loose'), c.id FROM unnest(commits) AS c WHERE c.idx ->> 'loose' IS NOT NULL ORDER BY c.rid
  ON CONFLICT (rid) DO UPDATE SET name = excluded.name;
END $$;

-- The rows of the resources themselves.
CREATE FUNCTION scim_resources_applied(commits scim_commit[], are_new boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  known bigint := 0;
BEGIN
  IF NOT are_new THEN
    UPDATE scim_resource AS r
    SET unique_name = scim_short(c.idx ->> 'unique'), name_partition = coalesce((c.idx ->> 'partition')::integer, 0), name = c.idx ->> 'name',
      display = c.idx ->> 'display', external_id = c.idx ->> 'externalId', active = coalesce((c.idx ->> 'active')::boolean, true)::integer,
      version = c.version, modified = c.at, search = c.search
    FROM unnest(commits) AS c WHERE c.op <> 'delete' AND r.rid = c.rid AND r.rid = ANY (ARRAY(SELECT d.rid FROM unnest(commits) AS d));
    GET DIAGNOSTICS known = ROW_COUNT;
  END IF;

  IF (SELECT count(*) FROM unnest(commits) AS c WHERE c.op <> 'delete') > known THEN
    INSERT INTO scim_resource (rid, tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created, modified, search)
    SELECT c.rid, c.tenant, c.kind, c.id, scim_short(c.idx ->> 'unique'), coalesce((c.idx ->> 'partition')::integer, 0), c.idx ->> 'name',
      c.idx ->> 'display', c.idx ->> 'externalId', coalesce((c.idx ->> 'active')::boolean, true)::integer, c.version, c.created, c.at, c.search
    FROM unnest(commits) AS c
    WHERE c.op <> 'delete' AND (are_new OR NOT EXISTS (SELECT 1 FROM scim_resource AS r WHERE r.rid = c.rid OFFSET 0))
    ORDER BY c.tenant, c.kind, scim_short(c.idx ->> 'unique');
  END IF;

  IF EXISTS (SELECT 1 FROM unnest(commits) AS c WHERE c.op = 'delete') THEN
    DELETE FROM scim_resource WHERE rid = ANY (ARRAY(SELECT c.rid FROM unnest(commits) AS c WHERE c.op = 'delete'));
  END IF;
END $$;

-- Applies commits whose schemas have been checked. What a new resource cannot have is not looked for.
CREATE FUNCTION scim_applied(commits scim_commit[], are_new boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  kinds   record;
  nesting text[] := '{}';
  one     text;
BEGIN
  SELECT bool_or(c.members IS NOT NULL) AS members, bool_or(c.members -> 'add' <> '[]') AS added, bool_or(c.members -> 'add' @> '[{"kind":"Group"}]') AS nests,
    bool_or(c.idx ? 'loose') AS loose, bool_or(c.idx ? 'values') AS uniques
  INTO kinds FROM unnest(commits) AS c;

  IF kinds.uniques OR NOT are_new THEN
    PERFORM scim_uniques_applied(commits, NOT are_new);
  END IF;

  -- Two groups may have been added to each other at the same time, each seeing nothing wrong. The nesting lock lets the second one see the first.
  IF kinds.nests THEN
    nesting := ARRAY(SELECT DISTINCT c.tenant FROM unnest(commits) AS c WHERE c.members -> 'add' @> '[{"kind":"Group"}]' ORDER BY c.tenant);
    FOREACH one IN ARRAY nesting LOOP
      PERFORM pg_advisory_xact_lock(hashtextextended('scim nesting ' || one, 0));
    END LOOP;
  END IF;
  IF kinds.added THEN
    PERFORM scim_members_held(commits);
  END IF;

  PERFORM scim_resources_applied(commits, are_new);
  IF kinds.members THEN
    PERFORM scim_members_applied(commits);
  END IF;
  IF kinds.nests THEN
    PERFORM scim_nesting_checked(c.tenant, c.id) FROM unnest(commits) AS c WHERE c.members -> 'add' @> '[{"kind":"Group"}]';
  END IF;
  PERFORM scim_words_applied(commits, NOT are_new);
  IF kinds.loose OR NOT are_new THEN
    PERFORM scim_loose_names_applied(commits, NOT are_new);
  END IF;

  INSERT INTO scim_change (tenant, kind, id, operation, version, actor, request_id, changed, members, at)
  SELECT c.tenant, c.kind, c.id, c.op, c.version, c.actor, c.request_id, c.changed, c.members::text, c.at FROM unnest(commits) AS c;
END $$;

-- A tenant's schemas are held as they are while its resources are written. Selects the commits that were made under older ones.
CREATE FUNCTION scim_schemas_held(commits scim_commit[]) RETURNS scim_commit[] LANGUAGE plpgsql AS $$
DECLARE
  one text;
BEGIN
  FOR one IN SELECT DISTINCT c.tenant FROM unnest(commits) AS c WHERE c.op <> 'delete' ORDER BY c.tenant LOOP
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('scim schemas ' || one, 0));
  END LOOP;
  RETURN ARRAY(
    SELECT c FROM unnest(commits) AS c CROSS JOIN LATERAL (SELECT version FROM scim_schemas WHERE tenant = c.tenant OFFSET 0) AS s
    WHERE c.op <> 'delete' AND s.version > coalesce((c.idx ->> 'schemas')::bigint, 0));
END $$;

-- A state with a kind is a resource's, of whatever type, or a tenant's; other grains' states must not have a member of that name. So many at a time are applied
-- that a load of a million needs no more memory than that.
--
-- A connection keeps the plans of what runs in here. One made while the tables were small must serve when they are large, so every row is found by an
-- index, always, and by all columns that are known: one row after the other, in a subquery with OFFSET 0, which leaves no order of joins to choose. (To read a
-- small tenant as a whole, which = ANY (list) may lead to, is soon a mistake.) Planning anew for each list would take longer than writing.
CREATE FUNCTION grain_states_written() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  most    CONSTANT integer := 256;
  commits scim_commit[];
  stale   scim_commit[];
  one     scim_commit;
  states  CURSOR FOR
    SELECT w.state_id, c.tenant, c.kind, c.id, c.op, c.version, c.actor, c."requestId", coalesce(c.changed, '[]'), c.at, c.created, c.index, c.members, c.search
    FROM written AS w CROSS JOIN LATERAL json_to_record(CASE json_typeof(w.payload) WHEN 'object' THEN w.payload END) AS c (
      tenant text, kind text, id text, op text, version bigint, actor text, "requestId" text, changed text, at text, created text,
      index jsonb, members jsonb, search jsonb)
    WHERE c.kind <> 'Tenant';
BEGIN
  OPEN states;
  LOOP
    commits := '{}';
    LOOP
      FETCH states INTO one;
      EXIT WHEN NOT FOUND;
      commits := array_append(commits, one);
      EXIT WHEN cardinality(commits) = most;
    END LOOP;
    EXIT WHEN cardinality(commits) = 0;

    -- A commit that leaves the document as it is needs no newer schemas.
    stale := scim_schemas_held(commits);
    IF cardinality(stale) > 0 AND TG_OP = 'UPDATE' THEN
      stale := ARRAY(
        SELECT s FROM unnest(stale) AS s JOIN written AS w ON w.state_id = s.rid JOIN replaced AS r ON r.state_id = s.rid
        WHERE w.payload ->> 'document' IS DISTINCT FROM r.payload ->> 'document');
    END IF;
    IF cardinality(stale) > 0 THEN
      RAISE EXCEPTION 'The tenant''s schemas have changed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_schemas';
    END IF;

    PERFORM scim_applied(commits, TG_OP = 'INSERT');
    EXIT WHEN cardinality(commits) < most;
  END LOOP;
  CLOSE states;
  RETURN NULL;
END $$;

CREATE TRIGGER grain_states_inserted AFTER INSERT ON grain_state REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION grain_states_written();
CREATE TRIGGER grain_states_updated AFTER UPDATE ON grain_state REFERENCING OLD TABLE AS replaced NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION grain_states_written();

-- A commit of a tenant's state. Before that of its roles, by its name: its schemas' lock comes first.
CREATE FUNCTION grain_state_of_tenant_written() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF new.payload ->> 'kind' = 'Tenant' THEN
    IF TG_OP = 'INSERT' OR new.payload ->> 'op' = 'delete' OR new.payload ->> 'schemasVersion' IS DISTINCT FROM old.payload ->> 'schemasVersion' THEN
      PERFORM scim_schemas_committed(new.payload);
    END IF;
    PERFORM scim_tenant_committed(new.payload);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER grain_state_of_tenant_inserted AFTER INSERT ON grain_state FOR EACH ROW WHEN (new.grain_type = 'tenant')
EXECUTE FUNCTION grain_state_of_tenant_written();
CREATE TRIGGER grain_state_of_tenant_updated AFTER UPDATE OF payload ON grain_state FOR EACH ROW
WHEN (new.grain_type = 'tenant' AND new.payload IS NOT NULL) EXECUTE FUNCTION grain_state_of_tenant_written();

-- New states, written together. Selects those that were added; where there was one already, nothing is. Unless they are to be patient, they do not
-- wait long for what another transaction has locked: others wait for them.
CREATE FUNCTION scim_states_added(of_service text, patient boolean, keys text[], types text[], payloads bytea[]) RETURNS SETOF integer LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT patient THEN
    PERFORM set_config('lock_timeout', '250ms', true);
  END IF;
  RETURN QUERY
  WITH added AS (
    INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload)
    SELECT w.key, w.type, 0, 0, of_service, 1, convert_from(w.payload, 'UTF8')::json FROM unnest(keys, types, payloads) AS w (key, type, payload)
    ON CONFLICT ON CONSTRAINT grain_state_key DO NOTHING
    RETURNING grain_key, grain_type)
  SELECT w.n::integer FROM added AS a JOIN unnest(keys, types) WITH ORDINALITY AS w (key, type, n) ON w.key = a.grain_key AND w.type = a.grain_type;
END $$;

-- States that were there, written together. Selects those that had the version which their writer knew.
CREATE FUNCTION scim_states_changed(of_service text, patient boolean, keys text[], types text[], versions integer[], payloads bytea[]) RETURNS SETOF integer LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT patient THEN
    PERFORM set_config('lock_timeout', '250ms', true);
  END IF;
  RETURN QUERY
  UPDATE grain_state AS s SET version = s.version + 1, payload = convert_from(w.payload, 'UTF8')::json
  FROM unnest(keys, types, versions, payloads) WITH ORDINALITY AS w (key, type, version, payload, n)
  WHERE s.grain_key = ANY (keys) AND s.grain_key = w.key AND s.grain_type = w.type AND s.n0 = 0 AND s.n1 = 0 AND s.service_id = of_service AND s.version = w.version
  RETURNING w.n::integer;
END $$;
