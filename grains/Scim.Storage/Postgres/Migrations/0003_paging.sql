-- How often a group lost a member because that member was deleted: part of the group's entity tag, since what it shows changes then without a commit of its own.
-- The resource's version stays, so that nobody's PATCH is refused for it. In parts, like scim_count: whoever deletes waits for nobody here, however many
-- leave one group at once. In the order of locks of 0002_directory.sql it comes after scim_member.
CREATE TABLE scim_lost_part
(
  tenant   text COLLATE "C" NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  part     bigint GENERATED ALWAYS AS IDENTITY,
  n        bigint           NOT NULL,
  PRIMARY KEY (tenant, group_id, part)
) WITH (fillfactor = 50);

CREATE VIEW scim_lost (tenant, group_id, n) AS SELECT tenant, group_id, sum(n)::bigint FROM scim_lost_part GROUP BY tenant, group_id;

CREATE FUNCTION scim_member_lost(of_tenant text, of_group text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scim_lost_part SET n = n + 1
  WHERE tenant = of_tenant AND group_id = of_group AND part = (
    SELECT part FROM scim_lost_part WHERE tenant = of_tenant AND group_id = of_group LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO scim_lost_part (tenant, group_id, n) VALUES (of_tenant, of_group, 1);
  END IF;
END $$;

-- The row is locked by now, so whoever adds the resource to a group has either done so, and is seen below, or finds the resource gone. A group that is being
-- deleted at the same time either has its memberships deleted already, and loses nobody, or waits for this commit and then sees what it wrote.
CREATE OR REPLACE FUNCTION scim_resource_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  gone record;
BEGIN
  FOR gone IN
    DELETE FROM scim_member WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM scim_member
      WHERE tenant = old.tenant AND (group_id = old.id OR member_id = old.id)
      ORDER BY group_id, member_id FOR UPDATE))
    RETURNING group_id
  LOOP
    IF gone.group_id <> old.id THEN
      PERFORM scim_member_lost(old.tenant, gone.group_id);
    END IF;
  END LOOP;
  DELETE FROM scim_lost_part WHERE old.kind = 'Group' AND tenant = old.tenant AND group_id = old.id;
  PERFORM scim_counted(old.tenant, old.kind, -1);
  RETURN NULL;
END $$;

-- What a list that is walked by index asks of the log: what was committed since a snapshot, whenever its sequence was handed out.
CREATE INDEX scim_change_tx ON scim_change (tenant, tx);
