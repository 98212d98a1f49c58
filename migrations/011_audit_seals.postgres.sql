-- A chain of entries that commit to the action logs. An entry of kind 'rows' or 'late' seals rows, whose
-- hashes are its leaves; 'removal' says whose content was erased; 'pruning' which seals' rows were deleted.
CREATE TABLE audit_seals (
  number INT PRIMARY KEY,
  kind TEXT NOT NULL,
  count INT NOT NULL,
  first_at TIMESTAMPTZ,
  last_at TIMESTAMPTZ,
  first_number INT,
  last_number INT,
  root TEXT NOT NULL,
  previous_hash TEXT,
  hash TEXT NOT NULL,
  key_id TEXT,
  signature TEXT,
  sealed_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE audit_leaves (
  log_id UUID PRIMARY KEY,
  seal_number INT NOT NULL,
  position INT NOT NULL,
  row_hash TEXT NOT NULL
);
CREATE INDEX audit_leaves_seal ON audit_leaves (seal_number, position);

-- Which rows an entry of kind 'removal' is about. It stays when the rows go, so that the entry's root can
-- always be made again.
CREATE TABLE audit_removals (
  log_id UUID NOT NULL,
  number INT NOT NULL,
  anonymized BOOLEAN NOT NULL,
  PRIMARY KEY (number, log_id)
);

-- Receipts. A person who is gone is named by a hash alone: subject_sha256 is of the user's id.
CREATE TABLE erasures (
  id UUID PRIMARY KEY,
  subject_sha256 TEXT NOT NULL,
  requested_by UUID,
  reason TEXT,
  report JSON,
  started_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ
);
