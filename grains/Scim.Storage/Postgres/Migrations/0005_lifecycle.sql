-- Names of groups that may be there more than once (index.loose), so that a tenant which no longer allows that still finds them. Empty for tenants that never
-- did: one look-up that finds nothing for each change of a resource.

CREATE TABLE scim_loose_name
(
  rid    bigint           NOT NULL PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  kind   text COLLATE "C" NOT NULL,
  name   text COLLATE "C" NOT NULL, -- see scim_short
  id     text COLLATE "C" NOT NULL
);

CREATE INDEX scim_loose_name_name ON scim_loose_name (tenant, kind, name, id);

-- Users who are not active: whoever changes how long they are kept walks them.
CREATE INDEX scim_resource_inactive ON scim_resource (tenant, kind, id) WHERE active = 0;

CREATE FUNCTION scim_commit_loose_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.idx ->> 'loose' IS NOT NULL THEN
    INSERT INTO scim_loose_name (rid, tenant, kind, name, id) VALUES (new.rid, new.tenant, new.kind, scim_short(new.idx ->> 'loose'), new.id)
    ON CONFLICT (rid) DO UPDATE SET name = excluded.name;
  ELSIF new.op <> 'create' THEN
    DELETE FROM scim_loose_name WHERE rid = new.rid;
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER scim_commit_loose_name INSTEAD OF INSERT ON scim_commit FOR EACH ROW EXECUTE FUNCTION scim_commit_loose_name();

CREATE FUNCTION scim_resource_loose_name_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_loose_name WHERE rid = old.rid;
  RETURN NULL;
END $$;

CREATE TRIGGER scim_resource_loose_name_deleted AFTER DELETE ON scim_resource FOR EACH ROW EXECUTE FUNCTION scim_resource_loose_name_deleted();
