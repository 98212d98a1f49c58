-- Idempotency keys are unique for each user and operation, can expire, and know what they were used for. A
-- row's salt lets its content be committed to, and be erased without a trace of it in what was committed.
-- Of rows that share a key the earliest owns it; keys from before do not expire.
ALTER TABLE action_logs
  ADD COLUMN key_expires_at TIMESTAMPTZ,
  ADD COLUMN request_digest TEXT,
  ADD COLUMN content_salt UUID NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN content_digest TEXT,
  ADD COLUMN removal INT;

UPDATE action_logs SET owned_key =
  CASE WHEN ranked.place = 1 THEN user_id || '/'
    || replace(replace(action_type, '~', '~0'), '/', '~1') || '/' || idempotency_key END
FROM (
  SELECT id, row_number() OVER (
    PARTITION BY user_id, action_type, idempotency_key ORDER BY created_at, id) AS place
  FROM action_logs
) AS ranked
WHERE ranked.id = action_logs.id AND idempotency_key IS NOT NULL;

ALTER TABLE action_logs ALTER COLUMN content_salt DROP DEFAULT;

CREATE INDEX action_logs_key_expiry ON action_logs (key_expires_at) WHERE owned_key IS NOT NULL;
-- What is to be sealed next, or is old enough to go.
CREATE INDEX action_logs_time ON action_logs (created_at, id);

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
CREATE INDEX action_runs_user ON action_runs (user_id);
