-- What is asked of the directory, projected from the states of resources in the same transaction. The payload's members are a contract with the
-- grains (ResourceState, TenantState). Nothing else writes to these tables.
--
-- Transactions run side by side. They cannot deadlock because every one takes its locks in this order:
--   1. its own row of grain_state
--   2. the tenant's nesting lock (only where a group is added to a group)
--   3. rows of scim_resource: the members to be added (shared), then its own
--   4. rows of scim_member, ascending by group and member
-- scim_count is never waited for.

-- Live resources. rid is the state_id of the resource's grain_state.
CREATE TABLE scim_resource
(
  rid            bigint           NOT NULL PRIMARY KEY,
  tenant         text COLLATE "C" NOT NULL,
  kind           text COLLATE "C" NOT NULL,
  id             text COLLATE "C" NOT NULL,
  unique_name    text COLLATE "C",           -- folded; NULL when names may repeat; see scim_short
  name_partition integer          NOT NULL,
  name           text COLLATE "C",           -- folded userName or displayName
  display        text COLLATE "C",
  external_id    text COLLATE "C",
  active         integer          NOT NULL,
  version        bigint           NOT NULL,
  created        text COLLATE "C" NOT NULL,  -- fixed width, UTC
  modified       text COLLATE "C" NOT NULL,  -- fixed width, UTC
  search         jsonb            NOT NULL   -- the search document
);

-- An index entry holds at most 2,700 bytes, a name any number. Unique names are stored short: long ones as their beginning and their digest.
CREATE FUNCTION scim_short(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(name) <= 1000 THEN name ELSE left(name, 200) || '#' || encode(sha256(convert_to(name, 'UTF8')), 'hex') END;

-- The part of the search document that a filter's eq may look for, below a name that only this tenant and kind have: so one GIN index serves all
-- tenants, and what it finds for one of them depends on no other. Left out is what has a column of its own or is the same nearly everywhere.
CREATE FUNCTION scim_facts(tenant text, kind text, search jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_set('{}'::jsonb, ARRAY[tenant || '/' || kind],
  (search - '{id,userName,externalId,schemas}'::text[]) #- '{meta,resourceType}' #- '{meta,lastModified}' #- '{meta,version}');

-- One value in the form of scim_facts.
CREATE FUNCTION scim_fact(tenant text, kind text, value jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_set('{}'::jsonb, ARRAY[tenant || '/' || kind], value);

CREATE UNIQUE INDEX scim_resource_id ON scim_resource (tenant, kind, id) INCLUDE (rid);
CREATE UNIQUE INDEX scim_resource_unique_name ON scim_resource (tenant, kind, unique_name) WHERE unique_name IS NOT NULL;
CREATE INDEX scim_resource_partition ON scim_resource (tenant, kind, name_partition, unique_name) WHERE unique_name IS NOT NULL;
CREATE INDEX scim_resource_name ON scim_resource (tenant, kind, left(name, 250));
CREATE INDEX scim_resource_external_id ON scim_resource (tenant, kind, left(external_id, 250)) WHERE external_id IS NOT NULL;
CREATE INDEX scim_resource_modified ON scim_resource (tenant, kind, modified);

-- What is new waits in a short list, so that a write does not pay for each value's place in the index; the list is searched too.
CREATE INDEX scim_resource_facts ON scim_resource USING gin (scim_facts(tenant, kind, search) jsonb_path_ops) WITH (gin_pending_list_limit = 512);

-- How many live resources there are, in parts: a commit changes a part that nobody else is changing at the moment and never waits for one.
CREATE TABLE scim_count_part
(
  tenant text COLLATE "C" NOT NULL,
  kind   text COLLATE "C" NOT NULL,
  part   bigint GENERATED ALWAYS AS IDENTITY,
  n      bigint           NOT NULL,
  PRIMARY KEY (tenant, kind, part)
) WITH (fillfactor = 50);

CREATE VIEW scim_count (tenant, kind, n) AS SELECT tenant, kind, sum(n)::bigint FROM scim_count_part GROUP BY tenant, kind;

CREATE FUNCTION scim_count_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_count_part WHERE tenant = old.tenant AND kind = old.kind;
  RETURN old;
END $$;

CREATE TRIGGER scim_count_deleted INSTEAD OF DELETE ON scim_count FOR EACH ROW EXECUTE FUNCTION scim_count_deleted();

CREATE FUNCTION scim_counted(of_tenant text, of_kind text, difference integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scim_count_part SET n = n + difference
  WHERE tenant = of_tenant AND kind = of_kind AND part = (
    SELECT part FROM scim_count_part WHERE tenant = of_tenant AND kind = of_kind LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO scim_count_part (tenant, kind, n) VALUES (of_tenant, of_kind, difference);
  END IF;
END $$;

CREATE TABLE scim_member
(
  tenant    text COLLATE "C" NOT NULL,
  group_id  text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, group_id, member_id)
);

CREATE INDEX scim_member_of ON scim_member (tenant, member_id, group_id);

-- One row for each commit, never changed. Sequences are handed out before the commit: a reader that wants each row once, in order, reads no row whose
-- tx is pg_snapshot_xmin(pg_current_snapshot()) or newer.
CREATE TABLE scim_change
(
  sequence        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant          text COLLATE "C" NOT NULL,
  kind            text COLLATE "C" NOT NULL,
  id              text COLLATE "C" NOT NULL,
  operation       text COLLATE "C" NOT NULL,
  version         bigint           NOT NULL,
  actor           text COLLATE "C" NOT NULL,
  request_id      text COLLATE "C" NOT NULL,
  changed         text COLLATE "C" NOT NULL, -- JSON list of attribute names
  members         text COLLATE "C",          -- JSON: the delta of a group's membership
  at              text COLLATE "C" NOT NULL,
  tx              xid8             NOT NULL DEFAULT pg_current_xact_id()
);

CREATE INDEX scim_change_tenant ON scim_change (tenant, sequence);

CREATE TABLE scim_tenant
(
  id           text COLLATE "C" NOT NULL PRIMARY KEY,
  display_name text COLLATE "C" NOT NULL,
  state        text COLLATE "C" NOT NULL,
  created      text COLLATE "C" NOT NULL
);

-- What the processes of an installation agree on: the digest of the operator key, and that the first start is finished. (With SQLite there is one process
-- and its data folder.)
CREATE TABLE scim_installation
(
  name  text COLLATE "C" NOT NULL PRIMARY KEY,
  value text COLLATE "C" NOT NULL
);

CREATE FUNCTION scim_resource_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scim_counted(new.tenant, new.kind, 1);
  RETURN NULL;
END $$;

CREATE TRIGGER scim_resource_inserted AFTER INSERT ON scim_resource FOR EACH ROW EXECUTE FUNCTION scim_resource_inserted();

-- The row is locked by now, so whoever adds the resource to a group has either done so, and is seen below, or finds the resource gone.
CREATE FUNCTION scim_resource_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM scim_member
    WHERE tenant = old.tenant AND (group_id = old.id OR member_id = old.id)
    ORDER BY group_id, member_id FOR UPDATE));
  PERFORM scim_counted(old.tenant, old.kind, -1);
  RETURN NULL;
END $$;

CREATE TRIGGER scim_resource_deleted AFTER DELETE ON scim_resource FOR EACH ROW EXECUTE FUNCTION scim_resource_deleted();

-- Applies the delta of a group's membership, all of it in the order of locks above.
CREATE FUNCTION scim_members_changed(of_tenant text, of_group text, delta jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  of_kind text;
  ids     text[];
BEGIN
  IF (delta ->> 'replace')::boolean THEN
    DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM scim_member WHERE tenant = of_tenant AND group_id = of_group ORDER BY member_id FOR UPDATE));
  ELSIF delta -> 'remove' <> '[]' THEN
    DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM scim_member
      WHERE tenant = of_tenant AND group_id = of_group AND member_id = ANY (ARRAY(SELECT jsonb_array_elements_text(delta -> 'remove')))
      ORDER BY member_id FOR UPDATE));
  END IF;

  -- A member that was deleted since the group looked is left out.
  FOR of_kind, ids IN SELECT a.kind, array_agg(a.id) FROM jsonb_to_recordset(delta -> 'add') AS a (id text, kind text) GROUP BY a.kind ORDER BY a.kind LOOP
    INSERT INTO scim_member (tenant, group_id, member_id, kind)
    SELECT of_tenant, of_group, r.id, r.kind FROM scim_resource AS r WHERE r.tenant = of_tenant AND r.kind = of_kind AND r.id = ANY (ids) ORDER BY r.id
    ON CONFLICT DO NOTHING;
  END LOOP;
END $$;

-- Holds the would-be members until the commit: one that is being deleted is waited for, one that is held cannot be deleted.
CREATE FUNCTION scim_members_held(of_tenant text, added jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  of_kind text;
  ids     text[];
BEGIN
  FOR of_kind, ids IN SELECT a.kind, array_agg(a.id) FROM jsonb_to_recordset(added) AS a (id text, kind text) GROUP BY a.kind ORDER BY a.kind LOOP
    PERFORM 1 FROM scim_resource AS r WHERE r.tenant = of_tenant AND r.kind = of_kind AND r.id = ANY (ids) ORDER BY r.id FOR KEY SHARE;
  END LOOP;
END $$;

-- Two groups may have been added to each other at the same time, each seeing nothing wrong. The nesting lock lets the second one see the first.
CREATE FUNCTION scim_nesting_checked(of_tenant text, of_group text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    WITH RECURSIVE above (id) AS (
      SELECT group_id FROM scim_member WHERE tenant = of_tenant AND member_id = of_group
      UNION
      SELECT m.group_id FROM above AS a CROSS JOIN LATERAL (
        SELECT group_id FROM scim_member WHERE tenant = of_tenant AND member_id = a.id OFFSET 0) AS m)
    SELECT 1 FROM above WHERE id = of_group) THEN
    RAISE EXCEPTION 'The group would be a member of itself.' USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_cycle';
  END IF;
END $$;

-- A commit, taken apart; nobody reads it. What it leads to is done by the triggers on it, in the order of their names.
CREATE VIEW scim_commit (rid, tenant, kind, id, op, version, actor, request_id, changed, at, created, idx, members, search) AS
SELECT NULL::bigint, NULL::text, NULL::text, NULL::text, NULL::text, NULL::bigint, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text,
  NULL::jsonb, NULL::jsonb, NULL::jsonb;

CREATE FUNCTION scim_commit_applied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  nests boolean := false;
  known boolean := false;
BEGIN
  IF new.members -> 'add' <> '[]' THEN
    nests := new.members -> 'add' @> '[{"kind":"Group"}]';
    IF nests THEN
      PERFORM pg_advisory_xact_lock(hashtextextended('scim nesting ' || new.tenant, 0));
    END IF;
    PERFORM scim_members_held(new.tenant, new.members -> 'add');
  END IF;

  IF new.op = 'delete' THEN
    DELETE FROM scim_resource WHERE rid = new.rid;
  ELSIF new.op <> 'create' THEN
    UPDATE scim_resource
    SET unique_name = scim_short(new.idx ->> 'unique'), name_partition = coalesce((new.idx ->> 'partition')::integer, 0), name = new.idx ->> 'name',
      display = new.idx ->> 'display', external_id = new.idx ->> 'externalId', active = coalesce((new.idx ->> 'active')::boolean, true)::integer,
      version = new.version, modified = new.at, search = new.search
    WHERE rid = new.rid;
    known := FOUND;
  END IF;

  IF new.op <> 'delete' AND NOT known THEN
    INSERT INTO scim_resource (rid, tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created, modified, search)
    VALUES (new.rid, new.tenant, new.kind, new.id, scim_short(new.idx ->> 'unique'), coalesce((new.idx ->> 'partition')::integer, 0), new.idx ->> 'name',
      new.idx ->> 'display', new.idx ->> 'externalId', coalesce((new.idx ->> 'active')::boolean, true)::integer, new.version, new.created, new.at, new.search);
  END IF;

  IF new.members IS NOT NULL THEN
    PERFORM scim_members_changed(new.tenant, new.id, new.members);
    IF nests THEN
      PERFORM scim_nesting_checked(new.tenant, new.id);
    END IF;
  END IF;

  INSERT INTO scim_change (tenant, kind, id, operation, version, actor, request_id, changed, members, at)
  VALUES (new.tenant, new.kind, new.id, new.op, new.version, new.actor, new.request_id, new.changed, new.members::text, new.at);
  RETURN new;
END $$;

CREATE TRIGGER scim_commit_applied INSTEAD OF INSERT ON scim_commit FOR EACH ROW EXECUTE FUNCTION scim_commit_applied();

-- A commit of a tenant's state.
CREATE FUNCTION scim_tenant_committed(payload json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF payload ->> 'op' = 'delete' THEN
    DELETE FROM scim_tenant WHERE id = payload ->> 'tenant';
  ELSE
    INSERT INTO scim_tenant (id, display_name, state, created)
    VALUES (payload ->> 'tenant', payload ->> 'displayName', payload ->> 'state', payload ->> 'created')
    ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, state = excluded.state, created = excluded.created;
  END IF;
END $$;

-- A state with a kind is a resource's, of whatever type, or a tenant's; other grains' states must not have a member of that name.
--
-- A connection keeps the plans of what runs in here. One made while the tables were small must serve when they are large, so every row is found by an
-- index, always; and what is looked up by a list is written = ANY (list), which leaves no order of joins to choose.
CREATE FUNCTION grain_state_written() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  kind text := new.payload ->> 'kind';
BEGIN
  IF kind = 'Tenant' THEN
    PERFORM scim_tenant_committed(new.payload);
  ELSIF kind IS NOT NULL THEN
    INSERT INTO scim_commit (rid, tenant, kind, id, op, version, actor, request_id, changed, at, created, idx, members, search)
    SELECT new.state_id, c.tenant, c.kind, c.id, c.op, c.version, c.actor, c."requestId", coalesce(c.changed, '[]'), c.at, c.created, c.index, c.members, c.search
    FROM json_to_record(new.payload) AS c (
      tenant text, kind text, id text, op text, version bigint, actor text, "requestId" text, changed text, at text, created text,
      index jsonb, members jsonb, search jsonb);
  END IF;
  RETURN NULL;
END $$;

-- A row is removed with its whole tenant; grains leave tombstones.
CREATE FUNCTION grain_state_gone() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  DELETE FROM scim_resource WHERE rid = old.state_id;
  IF old.payload ->> 'kind' = 'Tenant' THEN
    DELETE FROM scim_tenant WHERE id = old.payload ->> 'tenant';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER grain_state_inserted AFTER INSERT ON grain_state FOR EACH ROW EXECUTE FUNCTION grain_state_written();
CREATE TRIGGER grain_state_updated AFTER UPDATE OF payload ON grain_state FOR EACH ROW WHEN (new.payload IS NOT NULL) EXECUTE FUNCTION grain_state_written();
CREATE TRIGGER grain_state_cleared AFTER UPDATE OF payload ON grain_state FOR EACH ROW WHEN (new.payload IS NULL) EXECUTE FUNCTION grain_state_gone();
CREATE TRIGGER grain_state_deleted AFTER DELETE ON grain_state FOR EACH ROW EXECUTE FUNCTION grain_state_gone();

-- Tables that change all day are looked after before a tenth of them is dead, and before the planner's idea of them is far off.
ALTER TABLE grain_state SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE scim_resource SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE scim_member SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
