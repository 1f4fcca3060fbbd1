-- Orleans' storage, reminders and membership. Query keys, parameter names and the names and types of result columns are the contract of the
-- ADO.NET providers; everything else is ours. All text compares by its bytes, whatever the database's locale: COLLATE "C".

CREATE TABLE OrleansQuery
(
  QueryKey  text COLLATE "C" NOT NULL PRIMARY KEY,
  QueryText text COLLATE "C" NOT NULL
);

-- One row for each grain state. The key starts with the grain's key, whose first segment is the tenant, so that a tenant's rows lie together.
-- Keys are compared whole; the hashes that the provider computes are not needed. Room is left in the pages so that an update stays in its page
-- and touches no index.
CREATE TABLE grain_state
(
  state_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  grain_key  text COLLATE "C" NOT NULL, -- '' when the key is a number or a GUID without an extension
  grain_type text COLLATE "C" NOT NULL,
  n0         bigint           NOT NULL,
  n1         bigint           NOT NULL,
  service_id text COLLATE "C" NOT NULL,
  version    integer          NOT NULL,
  payload    json,                      -- as it was written, byte by byte; NULL after a clear
  CONSTRAINT grain_state_key UNIQUE (grain_key, grain_type, n0, n1, service_id)
) WITH (fillfactor = 85);

-- No version: the row must not exist. A version: the row must exist at that version. Otherwise no row is returned, which the provider reports as
-- an inconsistent state.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('WriteToStorageKey', '
WITH changed AS (
  UPDATE grain_state
  SET version = version + 1, payload = convert_from(@PayloadBinary, ''UTF8'')::json
  WHERE grain_key = coalesce(@GrainIdExtensionString, '''') AND grain_type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND service_id = @ServiceId AND version = @GrainStateVersion AND @GrainStateVersion IS NOT NULL
  RETURNING version),
added AS (
  INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload)
  SELECT coalesce(@GrainIdExtensionString, ''''), @GrainTypeString, @GrainIdN0, @GrainIdN1, @ServiceId, 1, convert_from(@PayloadBinary, ''UTF8'')::json
  WHERE @GrainStateVersion IS NULL
  ON CONFLICT ON CONSTRAINT grain_state_key DO NOTHING
  RETURNING version)
SELECT version AS NewGrainStateVersion FROM changed UNION ALL SELECT version FROM added');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadFromStorageKey', '
SELECT convert_to(payload::text, ''UTF8'') AS PayloadBinary, version AS Version
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
  service_id    text COLLATE "C" NOT NULL,
  grain_id      text COLLATE "C" NOT NULL,
  reminder_name text COLLATE "C" NOT NULL,
  grain_hash    integer          NOT NULL,
  start_time    timestamptz      NOT NULL,
  period        bigint           NOT NULL, -- milliseconds
  version       integer          NOT NULL,
  PRIMARY KEY (service_id, grain_id, reminder_name)
);

CREATE INDEX reminder_by_hash ON reminder (service_id, grain_hash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpsertReminderRowKey', '
INSERT INTO reminder AS r (service_id, grain_id, reminder_name, grain_hash, start_time, period, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period, version = r.version + 1
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
WITH gone AS (
  DELETE FROM reminder
  WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version
  RETURNING 1)
SELECT count(*) > 0 AS Deleted FROM gone');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteReminderRowsKey', '
DELETE FROM reminder WHERE service_id = @ServiceId');

-- Who is in the cluster. Every change of the membership, but for the sign of life, is a step of the cluster's version: whoever knew an older one
-- has changed nothing. The version's row is locked first, so changes come one after the other.
CREATE TABLE cluster_version
(
  cluster_id text COLLATE "C" NOT NULL PRIMARY KEY,
  version    integer          NOT NULL,
  changed_at timestamptz      NOT NULL DEFAULT now()
);

CREATE TABLE cluster_silo
(
  cluster_id      text COLLATE "C" NOT NULL REFERENCES cluster_version (cluster_id),
  address         text COLLATE "C" NOT NULL,
  port            integer          NOT NULL,
  generation      integer          NOT NULL,
  silo_name       text COLLATE "C" NOT NULL,
  host_name       text COLLATE "C" NOT NULL,
  status          integer          NOT NULL,
  proxy_port      integer          NOT NULL,
  suspect_times   text COLLATE "C",
  start_time      timestamptz      NOT NULL,
  i_am_alive_time timestamptz      NOT NULL,
  PRIMARY KEY (cluster_id, address, port, generation)
) WITH (fillfactor = 50);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipVersionKey', '
WITH added AS (
  INSERT INTO cluster_version (cluster_id, version) VALUES (@DeploymentId, 0) ON CONFLICT (cluster_id) DO NOTHING RETURNING 1)
SELECT count(*) > 0 AS Added FROM added');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipKey', '
WITH stepped AS (
  UPDATE cluster_version AS v SET version = v.version + 1, changed_at = now()
  WHERE v.cluster_id = @DeploymentId AND v.version = @Version AND NOT EXISTS (
    SELECT 1 FROM cluster_silo AS s
    WHERE s.cluster_id = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
  RETURNING v.cluster_id),
added AS (
  INSERT INTO cluster_silo (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
  SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM stepped
  RETURNING 1)
SELECT count(*) > 0 AS Added FROM added');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateMembershipKey', '
WITH stepped AS (
  UPDATE cluster_version AS v SET version = v.version + 1, changed_at = now()
  WHERE v.cluster_id = @DeploymentId AND v.version = @Version AND EXISTS (
    SELECT 1 FROM cluster_silo AS s
    WHERE s.cluster_id = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
  RETURNING v.cluster_id),
changed AS (
  UPDATE cluster_silo AS s SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime
  FROM stepped
  WHERE s.cluster_id = stepped.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
  RETURNING 1)
SELECT count(*) > 0 AS Changed FROM changed');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateIAmAlivetimeKey', '
UPDATE cluster_silo SET i_am_alive_time = @IAmAliveTime
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation');

-- The version comes even when there is no silo.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadRowKey', '
SELECT v.cluster_id AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName,
  s.status AS Status, s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.i_am_alive_time AS IAmAliveTime, v.version AS Version
FROM cluster_version AS v LEFT JOIN cluster_silo AS s
  ON s.cluster_id = v.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE v.cluster_id = @DeploymentId');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadAllKey', '
SELECT v.cluster_id AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName,
  s.status AS Status, s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.i_am_alive_time AS IAmAliveTime, v.version AS Version
FROM cluster_version AS v LEFT JOIN cluster_silo AS s ON s.cluster_id = v.cluster_id
WHERE v.cluster_id = @DeploymentId');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('GatewaysQueryKey', '
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM cluster_silo
WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0');

-- 6 is a dead silo. The row goes only if it is as it was when it was found to be old ...
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntryKey', '
DELETE FROM cluster_silo
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
  AND start_time = @StartTime AND i_am_alive_time = @IAmAliveTime AND suspect_times IS NOT DISTINCT FROM @SuspectTimes');

-- ... where the provider knows that query; older ones know this one.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntriesKey', '
DELETE FROM cluster_silo WHERE cluster_id = @DeploymentId AND i_am_alive_time < @IAmAliveTime AND status = 6');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteMembershipTableEntriesKey', '
DELETE FROM cluster_silo WHERE cluster_id = @DeploymentId;
DELETE FROM cluster_version WHERE cluster_id = @DeploymentId');
