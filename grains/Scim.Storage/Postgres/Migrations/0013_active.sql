-- Runs without the triggers of grain_state: the change log does not record the migration, and reminders stay as they
-- are.
--
-- Every user has a value of active. Earlier versions stored a user without it if the identity provider did not send it,
-- and treated the user as active. The order of the members of a state does not change.
ALTER TABLE grain_state DISABLE TRIGGER USER;

UPDATE grain_state
SET payload = (
  SELECT '{' || string_agg(
    to_json(m.key)::text || ':' || CASE
      WHEN m.key NOT IN ('document', 'search') THEN m.value::text
      ELSE regexp_replace(m.value::text, '\}\s*$', CASE WHEN m.value::text ~ '^\s*\{\s*\}' THEN '' ELSE ',' END)
        || '"active":' || coalesce(payload #>> '{index,active}', 'true') || '}' END,
    ',' ORDER BY m.position) || '}'
  FROM json_each(payload) WITH ORDINALITY AS m (key, value, position))::json
WHERE grain_type = 'user' AND json_typeof(payload -> 'document') = 'object'
  AND json_typeof(payload -> 'search') = 'object'
  AND payload #> '{document,active}' IS NULL;

ALTER TABLE grain_state ENABLE TRIGGER USER;

UPDATE scim_resource SET search = search || jsonb_build_object('active', active <> 0)
WHERE kind = 'User' AND NOT search ? 'active';
