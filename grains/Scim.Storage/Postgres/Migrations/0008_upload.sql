-- Uploads of users: the job, the file in pieces, what became of each row, and the keys by which rows of one file are told apart. The job's row and the rows that
-- brought it there are written in one transaction; no trigger is involved. All of it goes when the job's time is over, and with its tenant.

CREATE TABLE scim_upload
(
  tenant  text COLLATE "C" NOT NULL,
  id      text COLLATE "C" NOT NULL, -- a version 7 UUID: their order is that of time
  state   text COLLATE "C" NOT NULL, -- receiving, running, ended
  version bigint           NOT NULL,
  job     text COLLATE "C" NOT NULL, -- JSON (UploadJob)
  PRIMARY KEY (tenant, id)
);

CREATE TABLE scim_upload_piece
(
  tenant text COLLATE "C" NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  piece  bigint           NOT NULL, -- from 0
  bytes  bytea            NOT NULL,
  PRIMARY KEY (tenant, job_id, piece)
);

CREATE TABLE scim_upload_row
(
  tenant      text COLLATE "C" NOT NULL,
  job_id      text COLLATE "C" NOT NULL,
  row_number  bigint           NOT NULL, -- from 1, without the header
  line        bigint           NOT NULL,
  status      bigint           NOT NULL, -- RowStatus
  user_id     text COLLATE "C",
  column_name text COLLATE "C",
  detail      text COLLATE "C",
  PRIMARY KEY (tenant, job_id, row_number)
);

CREATE INDEX scim_upload_row_failed ON scim_upload_row (tenant, job_id, row_number) WHERE status = 4;

CREATE TABLE scim_upload_key
(
  tenant    text COLLATE "C" NOT NULL,
  job_id    text COLLATE "C" NOT NULL,
  match_key text COLLATE "C" NOT NULL,
  line      bigint           NOT NULL,
  PRIMARY KEY (tenant, job_id, match_key)
);
