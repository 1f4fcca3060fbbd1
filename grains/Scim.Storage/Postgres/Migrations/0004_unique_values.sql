-- What a tenant's own schemas need: values that are unique beside the names, and a fence that keeps out resources made under schemas that are no longer the tenant's.
--
-- Locks come between the first and the second of 0002: the tenant's schemas (shared by those who write its resources), then rows of scim_unique, ascending by path
-- and value. Whoever waits for the schemas holds nothing that anybody else waits for.

-- The unique values of live resources, projected from their states (index.values).
CREATE TABLE scim_unique
(
  tenant text COLLATE "C" NOT NULL,
  kind   text COLLATE "C" NOT NULL,
  path   text COLLATE "C" NOT NULL, -- the attribute, an extension's with its URN
  value  text COLLATE "C" NOT NULL, -- as it is compared: folded unless the attribute is case exact
  rid    bigint           NOT NULL,
  PRIMARY KEY (tenant, kind, path, value)
);

CREATE INDEX scim_unique_rid ON scim_unique (rid);

-- The version of each tenant's schemas; no row where it declared none.
CREATE TABLE scim_schemas
(
  tenant  text COLLATE "C" NOT NULL PRIMARY KEY,
  version bigint           NOT NULL
);

-- A new version waits until every write under the old one is over.
CREATE FUNCTION scim_schemas_committed(payload json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  of_tenant text := payload ->> 'tenant';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('scim schemas ' || of_tenant, 0));
  IF payload ->> 'op' = 'delete' THEN
    DELETE FROM scim_schemas WHERE tenant = of_tenant;
  ELSIF (payload ->> 'schemasVersion')::bigint > 0 THEN
    INSERT INTO scim_schemas (tenant, version) VALUES (of_tenant, (payload ->> 'schemasVersion')::bigint)
    ON CONFLICT (tenant) DO UPDATE SET version = excluded.version;
  END IF;
END $$;

-- A commit that leaves the document as it is needs no newer schemas. A value that the resource has already, perhaps since before the attribute had to be unique, is
-- not entered again.
CREATE FUNCTION grain_state_declared() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  of_kind   text := new.payload ->> 'kind';
  of_tenant text := new.payload ->> 'tenant';
  uniques   json := coalesce(new.payload #> '{index,values}', '[]');
BEGIN
  IF of_kind IS NULL THEN
    RETURN NULL;
  ELSIF of_kind = 'Tenant' THEN
    IF TG_OP = 'INSERT' OR new.payload ->> 'op' = 'delete' OR new.payload ->> 'schemasVersion' IS DISTINCT FROM old.payload ->> 'schemasVersion' THEN
      PERFORM scim_schemas_committed(new.payload);
    END IF;
    RETURN NULL;
  END IF;

  IF new.payload ->> 'op' <> 'delete' AND (TG_OP = 'INSERT' OR new.payload ->> 'document' IS DISTINCT FROM old.payload ->> 'document') THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('scim schemas ' || of_tenant, 0));
    IF EXISTS (SELECT 1 FROM scim_schemas WHERE tenant = of_tenant AND version > coalesce((new.payload #>> '{index,schemas}')::bigint, 0)) THEN
      RAISE EXCEPTION 'The tenant''s schemas have changed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_schemas';
    END IF;
  END IF;

  IF TG_OP = 'UPDATE' THEN
    DELETE FROM scim_unique AS u WHERE u.rid = new.state_id AND NOT EXISTS (
      SELECT 1 FROM json_to_recordset(uniques) AS v (path text, value text) WHERE v.path = u.path AND v.value = u.value);
  END IF;

  INSERT INTO scim_unique (tenant, kind, path, value, rid)
  SELECT of_tenant, of_kind, v.path, v.value, new.state_id FROM json_to_recordset(uniques) AS v (path text, value text)
  WHERE NOT EXISTS (SELECT 1 FROM scim_unique AS u WHERE u.rid = new.state_id AND u.path = v.path AND u.value = v.value)
  ORDER BY v.path COLLATE "C", v.value COLLATE "C";
  RETURN NULL;
END $$;

-- Before the others, by their names.
CREATE TRIGGER grain_state_declared_inserted AFTER INSERT ON grain_state FOR EACH ROW EXECUTE FUNCTION grain_state_declared();
CREATE TRIGGER grain_state_declared_updated AFTER UPDATE OF payload ON grain_state FOR EACH ROW WHEN (new.payload IS NOT NULL) EXECUTE FUNCTION grain_state_declared();

CREATE FUNCTION scim_unique_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_unique WHERE rid = old.rid;
  RETURN NULL;
END $$;

CREATE TRIGGER scim_unique_deleted AFTER DELETE ON scim_resource FOR EACH ROW EXECUTE FUNCTION scim_unique_deleted();

-- A column holds the userName of users only; other resource types may have an attribute of that name. There are none yet, so the index over this need not be made anew.
CREATE OR REPLACE FUNCTION scim_facts(tenant text, kind text, search jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_set('{}'::jsonb, ARRAY[tenant || '/' || kind],
  (search - CASE kind WHEN 'User' THEN '{id,userName,externalId,schemas}'::text[] ELSE '{id,externalId,schemas}'::text[] END)
  #- '{meta,resourceType}' #- '{meta,lastModified}' #- '{meta,version}');
