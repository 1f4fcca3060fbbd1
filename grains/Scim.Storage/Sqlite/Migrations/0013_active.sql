-- Runs without the triggers of grain_state: the change log does not record the migration, and reminders stay as they
-- are.
--
-- Every user has a value of active. Earlier versions stored a user without it if the identity provider did not send it,
-- and treated the user as active.
UPDATE grain_state
SET payload = json_set(
  payload,
  '$.document.active', json(CASE payload ->> '$.index.active' WHEN 0 THEN 'false' ELSE 'true' END),
  '$.search.active', json(CASE payload ->> '$.index.active' WHEN 0 THEN 'false' ELSE 'true' END))
WHERE grain_type = 'user' AND json_type(payload, '$.document') = 'object'
  AND json_type(payload, '$.search') = 'object'
  AND json_type(payload, '$.document.active') IS NULL;

UPDATE scim_resource
SET search = jsonb_set(search, '$.active', json(CASE active WHEN 0 THEN 'false' ELSE 'true' END))
WHERE kind = 'User' AND json_type(search, '$.active') IS NULL;
