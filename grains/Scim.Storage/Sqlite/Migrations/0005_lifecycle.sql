-- Names of groups that may be there more than once (index.loose), so that a tenant which no longer allows that still finds them. Empty for tenants that never
-- did: one look-up that finds nothing for each change of a resource.

CREATE TABLE scim_loose_name
(
  rid    INTEGER NOT NULL PRIMARY KEY,
  tenant TEXT    NOT NULL,
  kind   TEXT    NOT NULL,
  name   TEXT    NOT NULL,
  id     TEXT    NOT NULL
);

CREATE INDEX scim_loose_name_name ON scim_loose_name (tenant, kind, name, id);

-- Users who are not active: whoever changes how long they are kept walks them.
CREATE INDEX scim_resource_inactive ON scim_resource (tenant, kind, id) WHERE active = 0;

CREATE TRIGGER scim_commit_loose_name INSTEAD OF INSERT ON scim_commit WHEN new.idx ->> '$.loose' IS NOT NULL
BEGIN
  INSERT INTO scim_loose_name (rid, tenant, kind, name, id) VALUES (new.rid, new.tenant, new.kind, new.idx ->> '$.loose', new.id)
  ON CONFLICT (rid) DO UPDATE SET name = excluded.name;
END;

CREATE TRIGGER scim_commit_no_loose_name INSTEAD OF INSERT ON scim_commit WHEN new.op <> 'create' AND new.idx ->> '$.loose' IS NULL
BEGIN
  DELETE FROM scim_loose_name WHERE rid = new.rid;
END;

CREATE TRIGGER scim_resource_loose_name_deleted AFTER DELETE ON scim_resource
BEGIN
  DELETE FROM scim_loose_name WHERE rid = old.rid;
END;
