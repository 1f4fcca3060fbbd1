-- A commit can set or take away one of its grain's reminders (payload.reminder): the row of Orleans' table is written in the same transaction. The payload says it with the commit
-- that does it and with no later one, so a state that is written after Orleans has set the reminder to another time changes none. Nobody waits for his deletion from his creation on.
--
-- Orleans deletes a row at the version that it knew. One that comes anew begins with that of its state, so that it is not taken for the one of before.

CREATE TRIGGER grain_state_reminder_changed AFTER UPDATE OF payload ON grain_state WHEN new.payload -> '$.reminder' IS NOT NULL
BEGIN
  DELETE FROM reminder
  WHERE new.payload ->> '$.reminder.due' IS NULL
    AND service_id = new.service_id AND grain_id = new.payload ->> '$.reminder.grain' AND reminder_name = new.payload ->> '$.reminder.name';

  -- The time as its driver writes it for Orleans: without zeros at the end.
  INSERT INTO reminder (service_id, grain_id, reminder_name, grain_hash, start_time, period, version)
  SELECT new.service_id, new.payload ->> '$.reminder.grain', new.payload ->> '$.reminder.name', new.payload ->> '$.reminder.hash',
    replace(rtrim(rtrim(rtrim(new.payload ->> '$.reminder.due', 'Z'), '0'), '.'), 'T', ' '), new.payload ->> '$.reminder.period', new.version
  WHERE new.payload ->> '$.reminder.due' IS NOT NULL
  ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
  SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period, version = version + 1;
END;
