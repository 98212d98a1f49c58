-- Idempotency keys and valid delivery ids become unique. A database may hold one several times, so the
-- unique columns are new: the earliest row owns the key, the others stay as they are.
ALTER TABLE action_logs ADD COLUMN owned_key TEXT;

UPDATE action_logs SET owned_key = user_id || '/' || idempotency_key
FROM (
  SELECT id, row_number() OVER (PARTITION BY user_id, idempotency_key ORDER BY created_at, id) AS place
  FROM action_logs
) AS ranked
WHERE ranked.id = action_logs.id AND ranked.place = 1;

ALTER TABLE action_logs ADD UNIQUE (owned_key);

-- Only a delivery whose signature holds owns its id. The body is bytes, not JSON: a signature is over
-- bytes, and not every text that JSON.parse takes is one that every engine takes as JSON.
ALTER TABLE webhook_events
  ADD COLUMN owned_delivery TEXT,
  ADD COLUMN body BYTEA;

UPDATE webhook_events SET owned_delivery = replace(replace(source, '~', '~0'), '/', '~1') || '/' || delivery_id
FROM (
  SELECT id, row_number() OVER (PARTITION BY source, delivery_id ORDER BY received_at, id) AS place
  FROM webhook_events
  WHERE signature_ok
) AS ranked
WHERE ranked.id = webhook_events.id AND ranked.place = 1;

ALTER TABLE webhook_events ADD UNIQUE (owned_delivery);

-- Newest-first pages, ties by id, read these backwards; those of 001 do not hold the id.
DROP INDEX idx_commands_user_created;
DROP INDEX idx_action_logs_user_created;
DROP INDEX idx_webhook_events_received;
CREATE INDEX commands_user_created ON commands (user_id, created_at, id);
CREATE INDEX action_logs_user_created ON action_logs (user_id, created_at, id);
CREATE INDEX webhook_events_received ON webhook_events (received_at, id);
