-- A commit can set or take away one of its grain's reminders (payload.reminder): the row of Orleans' table is written in the same transaction. The payload says it with the commit
-- that does it and with no later one, so a state that is written by a program which knows nothing of it, or after Orleans has set the reminder to another time, changes none.
--
-- The order of locks is that of 0009; rows of reminder come last. A reminder's row is locked by whoever has locked its grain's state before, or by a statement of Orleans' own,
-- which locks nothing else: nobody can wait for it in a circle.
--
-- Orleans deletes a row at the version that it knew. One that comes anew begins with that of its state, so that it is not taken for the one of before.

-- Reminders that are set, each with its service and the version of its state.
CREATE FUNCTION scim_reminders_set(reminders jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reminder AS r (service_id, grain_id, reminder_name, grain_hash, start_time, period, version)
  SELECT c ->> 'service', c ->> 'grain', c ->> 'name', (c ->> 'hash')::integer, (c ->> 'due')::timestamptz, (c ->> 'period')::bigint, (c ->> 'version')::integer
  FROM unnest(reminders) AS c
  ORDER BY c ->> 'grain' COLLATE "C"
  ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
  SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period, version = r.version + 1;
END $$;

-- Reminders that are taken away. The lists leave no order of tables that would read more than these rows.
CREATE FUNCTION scim_reminders_removed(reminders jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM reminder AS r USING unnest(reminders) AS c
  WHERE r.service_id = c ->> 'service' AND r.grain_id = c ->> 'grain' AND r.reminder_name = c ->> 'name'
    AND r.service_id = ANY (ARRAY(SELECT g ->> 'service' FROM unnest(reminders) AS g)) AND r.grain_id = ANY (ARRAY(SELECT g ->> 'grain' FROM unnest(reminders) AS g));
END $$;

-- A state with a kind is a resource's, of whatever type, or a tenant's; other grains' states must not have a member of that name. So many at a time are applied
-- that a load of a million needs no more memory than that.
--
-- A connection keeps the plans of what runs in here. One made while the tables were small must serve when they are large, so every row is found by an
-- index, always, and by all columns that are known: one row after the other, in a subquery with OFFSET 0, which leaves no order of joins to choose. (To read a
-- small tenant as a whole, which = ANY (list) may lead to, is soon a mistake.) Planning anew for each list would take longer than writing.
CREATE OR REPLACE FUNCTION grain_states_written() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  most    CONSTANT integer := 256;
  commits scim_commit[];
  stale   scim_commit[];
  due     jsonb[];
  gone    jsonb[];
  one     record;
  states  CURSOR FOR
    SELECT ROW(w.state_id, c.tenant, c.kind, c.id, c.op, c.version, c.actor, c."requestId", coalesce(c.changed, '[]'), c.at, c.created, c.index, c.members,
        c.search)::scim_commit AS made,
      CASE WHEN c.reminder IS NOT NULL THEN c.reminder || jsonb_build_object('service', w.service_id, 'version', w.version) END AS reminder
    FROM written AS w CROSS JOIN LATERAL json_to_record(CASE json_typeof(w.payload) WHEN 'object' THEN w.payload END) AS c (
      tenant text, kind text, id text, op text, version bigint, actor text, "requestId" text, changed text, at text, created text,
      index jsonb, members jsonb, search jsonb, reminder jsonb)
    WHERE c.kind <> 'Tenant';
BEGIN
  OPEN states;
  LOOP
    commits := '{}';
    due := '{}';
    gone := '{}';
    LOOP
      FETCH states INTO one;
      EXIT WHEN NOT FOUND;
      commits := array_append(commits, one.made);
      IF one.reminder IS NOT NULL THEN
        IF one.reminder ->> 'due' IS NOT NULL THEN
          due := array_append(due, one.reminder);
        ELSE
          gone := array_append(gone, one.reminder);
        END IF;
      END IF;
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
    IF cardinality(gone) > 0 THEN
      PERFORM scim_reminders_removed(gone);
    END IF;
    IF cardinality(due) > 0 THEN
      PERFORM scim_reminders_set(due);
    END IF;
    EXIT WHEN cardinality(commits) < most;
  END LOOP;
  CLOSE states;
  RETURN NULL;
END $$;
