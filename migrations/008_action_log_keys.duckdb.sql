-- Idempotency keys are unique for each user and operation, can expire, and know what they were used for. A
-- row's salt lets its content be committed to, and be erased without a trace of it in what was committed.
-- Of rows that share a key the earliest owns it; keys from before do not expire.
CREATE TABLE action_logs_rebuilt (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  action_type TEXT NOT NULL,
  target TEXT,
  request JSON,
  result JSON,
  ok BOOLEAN NOT NULL,
  idempotency_key TEXT,
  owned_key TEXT UNIQUE,
  key_expires_at TIMESTAMPTZ,
  request_digest TEXT,
  content_salt UUID NOT NULL,
  content_digest TEXT,
  removal INT,
  created_at TIMESTAMPTZ NOT NULL
);

INSERT INTO action_logs_rebuilt
SELECT id, user_id, action_type, target, request, result, ok, idempotency_key,
  CASE WHEN row_number() OVER (PARTITION BY user_id, action_type, idempotency_key ORDER BY created_at, id) = 1
    THEN user_id || '/' || replace(replace(action_type, '~', '~0'), '/', '~1') || '/' || idempotency_key END,
  NULL, NULL, gen_random_uuid(), NULL, NULL, created_at
FROM action_logs
ORDER BY created_at, id;

DROP TABLE action_logs;
ALTER TABLE action_logs_rebuilt RENAME TO action_logs;

-- Side effects that have begun and not ended: a row goes when its action log is written.
CREATE TABLE action_runs (
  owned_key TEXT PRIMARY KEY,
  user_id UUID NOT NULL,
  action_type TEXT NOT NULL,
  target TEXT,
  request JSON,
  idempotency_key TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  lease_sha256 TEXT NOT NULL,
  lease_expires_at TIMESTAMPTZ NOT NULL,
  attempts INT NOT NULL,
  started_at TIMESTAMPTZ NOT NULL
);
