-- Uploads of users: the job, the file in pieces, what became of each row, and the keys by which rows of one file are told apart. The job's row and the rows that
-- brought it there are written in one transaction; no trigger is involved. All of it goes when the job's time is over, and with its tenant.

CREATE TABLE scim_upload
(
  tenant  TEXT    NOT NULL,
  id      TEXT    NOT NULL, -- a version 7 UUID: their order is that of time
  state   TEXT    NOT NULL, -- receiving, running, ended
  version INTEGER NOT NULL,
  job     TEXT    NOT NULL, -- JSON (UploadJob)
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE TABLE scim_upload_piece
(
  tenant TEXT    NOT NULL,
  job_id TEXT    NOT NULL,
  piece  INTEGER NOT NULL, -- from 0
  bytes  BLOB    NOT NULL,
  PRIMARY KEY (tenant, job_id, piece)
);

CREATE TABLE scim_upload_row
(
  tenant      TEXT    NOT NULL,
  job_id      TEXT    NOT NULL,
  row_number  INTEGER NOT NULL, -- from 1, without the header
  line        INTEGER NOT NULL,
  status      INTEGER NOT NULL, -- RowStatus
  user_id     TEXT,
  column_name TEXT,
  detail      TEXT,
  PRIMARY KEY (tenant, job_id, row_number)
) WITHOUT ROWID;

CREATE INDEX scim_upload_row_failed ON scim_upload_row (tenant, job_id, row_number) WHERE status = 4;

CREATE TABLE scim_upload_key
(
  tenant    TEXT    NOT NULL,
  job_id    TEXT    NOT NULL,
  match_key TEXT    NOT NULL,
  line      INTEGER NOT NULL,
  PRIMARY KEY (tenant, job_id, match_key)
) WITHOUT ROWID;
