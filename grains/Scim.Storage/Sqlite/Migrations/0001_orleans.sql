-- Orleans' storage and reminders. Query keys, parameter names and the names and types of result columns are the contract of the ADO.NET
-- providers; everything else is ours.

CREATE TABLE OrleansQuery
(
  QueryKey  TEXT NOT NULL PRIMARY KEY,
  QueryText TEXT NOT NULL
) WITHOUT ROWID;

-- One row for each grain state. The key starts with the grain's key, whose first segment is the tenant, so that a tenant's rows lie together.
-- Keys are compared whole; the hashes that the provider computes are not needed.
CREATE TABLE grain_state
(
  state_id   INTEGER PRIMARY KEY,
  grain_key  TEXT    NOT NULL, -- '' when the key is a number or a GUID without an extension
  grain_type TEXT    NOT NULL,
  n0         INTEGER NOT NULL,
  n1         INTEGER NOT NULL,
  service_id TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  payload    TEXT,             -- JSON; NULL after a clear
  UNIQUE (grain_key, grain_type, n0, n1, service_id)
);

-- No version: the row must not exist. A version: the row must exist at that version. Otherwise no row is returned, which the provider reports as
-- an inconsistent state.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('WriteToStorageKey', '
INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload)
SELECT coalesce(@GrainIdExtensionString, ''''), @GrainTypeString, @GrainIdN0, @GrainIdN1, @ServiceId, 1, CAST(@PayloadBinary AS TEXT)
WHERE @GrainStateVersion IS NULL OR EXISTS (
  SELECT 1 FROM grain_state
  WHERE grain_key = coalesce(@GrainIdExtensionString, '''') AND grain_type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND service_id = @ServiceId AND version = @GrainStateVersion)
ON CONFLICT (grain_key, grain_type, n0, n1, service_id) DO UPDATE
SET version = version + 1, payload = excluded.payload
WHERE version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadFromStorageKey', '
SELECT CAST(payload AS BLOB) AS PayloadBinary, version AS Version
FROM grain_state
WHERE grain_key = coalesce(@GrainIdExtensionString, '''') AND grain_type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND service_id = @ServiceId');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ClearStorageKey', '
UPDATE grain_state
SET version = version + 1, payload = NULL
WHERE grain_key = coalesce(@GrainIdExtensionString, '''') AND grain_type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND service_id = @ServiceId AND version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion');

-- The provider wants a version other than the one it knew.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteStorageKey', '
DELETE FROM grain_state
WHERE grain_key = coalesce(@GrainIdExtensionString, '''') AND grain_type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND service_id = @ServiceId AND version = @GrainStateVersion
RETURNING version + 1 AS NewGrainStateVersion');

CREATE TABLE reminder
(
  service_id    TEXT    NOT NULL,
  grain_id      TEXT    NOT NULL,
  reminder_name TEXT    NOT NULL,
  grain_hash    INTEGER NOT NULL, -- 32 bits, signed
  start_time    TEXT    NOT NULL, -- UTC
  period        INTEGER NOT NULL, -- milliseconds
  version       INTEGER NOT NULL,
  PRIMARY KEY (service_id, grain_id, reminder_name)
) WITHOUT ROWID;

CREATE INDEX reminder_by_hash ON reminder (service_id, grain_hash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpsertReminderRowKey', '
INSERT INTO reminder (service_id, grain_id, reminder_name, grain_hash, start_time, period, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period, version = version + 1
RETURNING version AS Version');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadReminderRowKey', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadReminderRowsKey', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId');

-- A range of the hash ring, first excluded, last included ...
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadRangeRows1Key', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder
WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash');

-- ... and one that goes across the ring's seam.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadRangeRows2Key', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder
WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)');

-- One value always: whether there was such a row.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteReminderRowKey', '
DELETE FROM reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version;
SELECT changes() > 0 AS Deleted');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteReminderRowsKey', '
DELETE FROM reminder WHERE service_id = @ServiceId');
