-- Sites, roles and permissions, projected from the states of sites and tenants in the same transaction. The states are known by the names under which they
-- are stored ('site', 'tenant'); their payloads' members are a contract with the grains (SiteState, TenantState). Nothing else writes to these tables.
--
-- Locks go on where 0002 ends: the row of the role (shared), then rows of scim_permission, ascending by site and group.

CREATE TABLE scim_site
(
  tenant      text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  name        text COLLATE "C" NOT NULL,
  unique_name text COLLATE "C" NOT NULL, -- folded
  version     bigint           NOT NULL,
  created     text COLLATE "C" NOT NULL, -- fixed width, UTC
  modified    text COLLATE "C" NOT NULL, -- fixed width, UTC
  PRIMARY KEY (tenant, id)
);

CREATE UNIQUE INDEX scim_site_unique_name ON scim_site (tenant, unique_name);

-- A tenant's roles; the higher the rank, the stronger.
CREATE TABLE scim_role
(
  tenant text COLLATE "C" NOT NULL,
  role   text COLLATE "C" NOT NULL,
  rank   integer          NOT NULL,
  PRIMARY KEY (tenant, role)
);

CREATE TABLE scim_permission
(
  tenant   text COLLATE "C" NOT NULL,
  site_id  text COLLATE "C" NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  role     text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, site_id, group_id)
);

CREATE INDEX scim_permission_of ON scim_permission (tenant, group_id, site_id);
CREATE INDEX scim_permission_role ON scim_permission (tenant, role, site_id);

-- The permission that a commit of a site changed: JSON with group and role.
ALTER TABLE scim_change ADD COLUMN permission text COLLATE "C";

-- Tenants that were made before they could choose their roles.
INSERT INTO scim_role (tenant, role, rank)
SELECT t.id, r.role, r.n - 1 FROM scim_tenant AS t, unnest(ARRAY['Viewer', 'Contributor', 'Editor', 'Administrator']) WITH ORDINALITY AS r (role, n);

-- A commit of a site's state.
CREATE FUNCTION scim_site_committed() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  c record;
BEGIN
  SELECT * INTO c FROM json_to_record(new.payload) AS x (
    tenant text, id text, op text, version bigint, actor text, "requestId" text, changed text, at text, created text, name text, "unique" text, permission jsonb);

  IF c.op = 'create' THEN
    INSERT INTO scim_site (tenant, id, name, unique_name, version, created, modified) VALUES (c.tenant, c.id, c.name, c."unique", c.version, c.created, c.at);
  ELSIF c.op = 'delete' THEN
    DELETE FROM scim_permission WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM scim_permission WHERE tenant = c.tenant AND site_id = c.id ORDER BY group_id FOR UPDATE));
    DELETE FROM scim_site WHERE tenant = c.tenant AND id = c.id;
  ELSE
    UPDATE scim_site SET name = c.name, unique_name = c."unique", version = c.version, modified = c.at WHERE tenant = c.tenant AND id = c.id;
  END IF;

  IF c.permission ->> 'role' IS NOT NULL THEN
    -- A group that was deleted since the site looked is left out; one that is being deleted is waited for.
    PERFORM 1 FROM scim_resource WHERE tenant = c.tenant AND kind = 'Group' AND id = c.permission ->> 'group' FOR KEY SHARE;
    IF FOUND THEN
      -- The tenant may have given the role up since the site looked.
      PERFORM 1 FROM scim_role WHERE tenant = c.tenant AND role = c.permission ->> 'role' FOR KEY SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'The tenant does not have the role.' USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_role_unknown';
      END IF;

      INSERT INTO scim_permission (tenant, site_id, group_id, role) VALUES (c.tenant, c.id, c.permission ->> 'group', c.permission ->> 'role')
      ON CONFLICT (tenant, site_id, group_id) DO UPDATE SET role = excluded.role;
    END IF;
  ELSIF c.permission IS NOT NULL THEN
    DELETE FROM scim_permission WHERE tenant = c.tenant AND site_id = c.id AND group_id = c.permission ->> 'group';
  END IF;

  INSERT INTO scim_change (tenant, kind, id, operation, version, actor, request_id, changed, permission, at)
  VALUES (c.tenant, 'Site', c.id, c.op, c.version, c.actor, c."requestId", coalesce(c.changed, '[]'), c.permission::text, c.at);
  RETURN NULL;
END $$;

CREATE TRIGGER grain_state_site_inserted AFTER INSERT ON grain_state FOR EACH ROW WHEN (new.grain_type = 'site') EXECUTE FUNCTION scim_site_committed();
CREATE TRIGGER grain_state_site_updated AFTER UPDATE OF payload ON grain_state FOR EACH ROW
WHEN (new.grain_type = 'site' AND new.payload IS NOT NULL) EXECUTE FUNCTION scim_site_committed();

-- A row is removed with its whole tenant; sites leave tombstones.
CREATE FUNCTION scim_site_gone() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  DELETE FROM scim_permission WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM scim_permission WHERE tenant = old.payload ->> 'tenant' AND site_id = old.payload ->> 'id' ORDER BY group_id FOR UPDATE));
  DELETE FROM scim_site WHERE tenant = old.payload ->> 'tenant' AND id = old.payload ->> 'id';
  RETURN NULL;
END $$;

CREATE TRIGGER grain_state_site_deleted AFTER DELETE ON grain_state FOR EACH ROW WHEN (old.grain_type = 'site') EXECUTE FUNCTION scim_site_gone();

-- A group's permissions go with it. Its row is locked by now, so whoever gives it a role has either done so, and is seen below, or finds the group gone.
CREATE FUNCTION scim_resource_permissions_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scim_permission WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM scim_permission WHERE tenant = old.tenant AND group_id = old.id ORDER BY site_id FOR UPDATE));
  RETURN NULL;
END $$;

CREATE TRIGGER scim_resource_permissions_deleted AFTER DELETE ON scim_resource FOR EACH ROW WHEN (old.kind = 'Group')
EXECUTE FUNCTION scim_resource_permissions_deleted();

-- The roles of a deleted tenant go with the rest of what it had, batch by batch.
CREATE FUNCTION scim_roles_committed() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  of_tenant text := new.payload ->> 'tenant';
  roles text[];
BEGIN
  IF new.payload ->> 'op' = 'delete' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND new.payload ->> 'op' <> 'create' AND (new.payload #>> '{settings,roles}') IS NOT DISTINCT FROM (old.payload #>> '{settings,roles}') THEN
    RETURN NULL;
  END IF;

  roles := ARRAY(SELECT json_array_elements_text(coalesce(new.payload #> '{settings,roles}', '["Viewer","Contributor","Editor","Administrator"]')));
  DELETE FROM scim_role WHERE tenant = of_tenant AND NOT role = ANY (roles);
  INSERT INTO scim_role (tenant, role, rank)
  SELECT of_tenant, r.role, r.n - 1 FROM unnest(roles) WITH ORDINALITY AS r (role, n)
  ON CONFLICT (tenant, role) DO UPDATE SET rank = excluded.rank;
  RETURN NULL;
END $$;

CREATE TRIGGER grain_state_roles_inserted AFTER INSERT ON grain_state FOR EACH ROW WHEN (new.grain_type = 'tenant') EXECUTE FUNCTION scim_roles_committed();
CREATE TRIGGER grain_state_roles_updated AFTER UPDATE OF payload ON grain_state FOR EACH ROW
WHEN (new.grain_type = 'tenant' AND new.payload IS NOT NULL) EXECUTE FUNCTION scim_roles_committed();

-- The net under the tenant's own check. The row is locked by now: a site that gave the role has committed, and is seen below.
CREATE FUNCTION scim_role_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM scim_permission WHERE tenant = old.tenant AND role = old.role) THEN
    RAISE EXCEPTION 'The role is in use.' USING ERRCODE = 'check_violation', CONSTRAINT = 'scim_role_in_use';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER scim_role_deleted AFTER DELETE ON scim_role FOR EACH ROW EXECUTE FUNCTION scim_role_deleted();
