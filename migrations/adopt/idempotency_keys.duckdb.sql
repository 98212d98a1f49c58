-- migrate: adopts 004_add_idempotency_keys_table
-- migrate: before 004_idempotency_keys_and_deliveries
-- Their keys refer to action logs, and DuckDB drops no table that another one refers to. It drops no foreign
-- key either, so the table is rebuilt without it, with every row.
CREATE TABLE idempotency_keys_rebuilt (
  key TEXT PRIMARY KEY,
  user_id UUID NOT NULL,
  endpoint TEXT NOT NULL,
  response_data JSON NOT NULL,
  audit_log_id UUID,
  expires_at TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);

INSERT INTO idempotency_keys_rebuilt
  (key, user_id, endpoint, response_data, audit_log_id, expires_at, created_at)
SELECT key, user_id, endpoint, response_data, audit_log_id, expires_at, created_at
FROM idempotency_keys
ORDER BY created_at, key;

DROP TABLE idempotency_keys;
ALTER TABLE idempotency_keys_rebuilt RENAME TO idempotency_keys;
CREATE INDEX idx_idempotency_keys_expires ON idempotency_keys (expires_at);
CREATE INDEX idx_idempotency_keys_user ON idempotency_keys (user_id, created_at DESC);

-- A key of a side effect goes on in the log of that effect, so that a retry does not repeat it.
UPDATE action_logs SET idempotency_key = owned.key
FROM (
  SELECT audit_log_id, user_id, arg_min(key, (created_at, key)) AS key
  FROM idempotency_keys
  WHERE audit_log_id IS NOT NULL
  GROUP BY audit_log_id, user_id
) AS owned
WHERE owned.audit_log_id = action_logs.id
  AND owned.user_id = action_logs.user_id
  AND action_logs.idempotency_key IS NULL;
