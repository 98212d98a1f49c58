-- Idempotency keys and valid delivery ids become unique. An adopted database may hold one several
-- times, so the unique columns are new: the earliest row owns the key, the others stay as they are.
-- Each is one column, with its user or source in the text, since DuckDB's index serves no look-up by two.
-- The tables are rebuilt, since DuckDB adds no constraint in place. Their secondary indexes go: they
-- slow every write, and DuckDB's zone maps serve newest-first pages better.
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
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

INSERT INTO action_logs_rebuilt
SELECT id, user_id, action_type, target, request, result, ok, idempotency_key,
  CASE WHEN row_number() OVER (PARTITION BY user_id, idempotency_key ORDER BY created_at, id) = 1
    THEN user_id || '/' || idempotency_key END,
  created_at
FROM action_logs
ORDER BY created_at, id;

DROP TABLE action_logs;
ALTER TABLE action_logs_rebuilt RENAME TO action_logs;

-- Only a delivery whose signature holds owns its id. The body is bytes, not JSON: a signature is over
-- bytes, and not every text that JSON.parse takes is one that every engine takes as JSON.
CREATE TABLE webhook_events_rebuilt (
  id UUID PRIMARY KEY,
  source TEXT NOT NULL,
  event_type TEXT,
  delivery_id TEXT,
  owned_delivery TEXT UNIQUE,
  signature_ok BOOLEAN NOT NULL DEFAULT false,
  payload JSON,
  body BYTEA,
  received_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

INSERT INTO webhook_events_rebuilt
SELECT id, source, event_type, delivery_id,
  CASE WHEN signature_ok
    AND row_number() OVER (PARTITION BY source, delivery_id, signature_ok ORDER BY received_at, id) = 1
    THEN replace(replace(source, '~', '~0'), '/', '~1') || '/' || delivery_id END,
  signature_ok, payload, NULL, received_at
FROM webhook_events
ORDER BY received_at, id;

DROP TABLE webhook_events;
ALTER TABLE webhook_events_rebuilt RENAME TO webhook_events;

DROP INDEX IF EXISTS idx_commands_user_created;
