-- Keys are rows of their own, not unique columns: an adopted database may hold one key several
-- times. The earliest row gets the key; the others stay as they are.
CREATE TABLE action_log_keys (
  user_id UUID NOT NULL,
  idempotency_key TEXT NOT NULL,
  action_log_id UUID NOT NULL,
  PRIMARY KEY (user_id, idempotency_key)
);

INSERT INTO action_log_keys (user_id, idempotency_key, action_log_id)
SELECT DISTINCT ON (user_id, idempotency_key) user_id, idempotency_key, id
FROM action_logs
WHERE idempotency_key IS NOT NULL
ORDER BY user_id, idempotency_key, created_at, id;

-- Only a delivery whose signature holds owns its id.
CREATE TABLE webhook_deliveries (
  source TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  event_id UUID NOT NULL,
  PRIMARY KEY (source, delivery_id)
);

INSERT INTO webhook_deliveries (source, delivery_id, event_id)
SELECT DISTINCT ON (source, delivery_id) source, delivery_id, id
FROM webhook_events
WHERE delivery_id IS NOT NULL AND signature_ok
ORDER BY source, delivery_id, received_at, id;

-- Bytes, not JSON: a signature is over bytes, and not every body that JSON.parse takes is text
-- that every engine takes as JSON.
CREATE TABLE webhook_payloads (
  event_id UUID PRIMARY KEY,
  body BYTEA NOT NULL
);
