-- How often a group lost a member because that member was deleted: part of the group's entity tag, since what it shows changes then without a commit of its own.
-- The resource's version stays, so that nobody's PATCH is refused for it.
CREATE TABLE scim_lost
(
  tenant   TEXT    NOT NULL,
  group_id TEXT    NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (tenant, group_id)
) WITHOUT ROWID;

-- Before, while scim_leaf still sees the row.
DROP TRIGGER scim_resource_deleted;
CREATE TRIGGER scim_resource_deleted BEFORE DELETE ON scim_resource
BEGIN
  DELETE FROM scim_value WHERE (tenant, kind, path, value, rid) IN (
    SELECT tenant, kind, path, value, rid FROM scim_leaf WHERE rid = old.rid);
  DELETE FROM scim_member WHERE tenant = old.tenant AND group_id = old.id;
  INSERT INTO scim_lost (tenant, group_id, n)
  SELECT m.tenant, m.group_id, 1 FROM scim_member AS m WHERE m.tenant = old.tenant AND m.member_id = old.id
  ON CONFLICT DO UPDATE SET n = n + 1;
  DELETE FROM scim_member WHERE tenant = old.tenant AND member_id = old.id AND group_id IN (
    SELECT m.group_id FROM scim_member AS m WHERE m.tenant = old.tenant AND m.member_id = old.id);
  DELETE FROM scim_lost WHERE tenant = old.tenant AND group_id = old.id;
  UPDATE scim_count SET n = n - 1 WHERE tenant = old.tenant AND kind = old.kind;
END;
