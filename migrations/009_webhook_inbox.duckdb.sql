-- Deliveries become an inbox: each has a state, attempts under a lease, and what else is known of it. What
-- came before is 'ignored', since somebody may have worked on it already; a replay makes it due again.
CREATE TABLE webhook_events_rebuilt (
  id UUID PRIMARY KEY,
  source TEXT NOT NULL,
  event_type TEXT,
  delivery_id TEXT,
  owned_delivery TEXT UNIQUE,
  signature_ok BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  rejection TEXT,
  attempts INT NOT NULL,
  next_attempt_at TIMESTAMPTZ,
  lease_sha256 TEXT,
  lease_worker TEXT,
  lease_expires_at TIMESTAMPTZ,
  last_error TEXT,
  completed_at TIMESTAMPTZ,
  duplicates INT NOT NULL,
  last_duplicate_at TIMESTAMPTZ,
  replay_id UUID,
  state_before_replay TEXT,
  headers JSON,
  payload JSON,
  body BYTEA,
  body_bytes BIGINT,
  body_sha256 TEXT,
  owned_body TEXT UNIQUE,
  payload_removed_at TIMESTAMPTZ,
  received_at TIMESTAMPTZ NOT NULL
);

INSERT INTO webhook_events_rebuilt
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, rejection, attempts, duplicates,
   payload, body, body_bytes, received_at)
SELECT id, source, event_type, delivery_id, owned_delivery, signature_ok,
  CASE WHEN signature_ok THEN 'ignored' ELSE 'rejected' END,
  CASE WHEN signature_ok THEN NULL ELSE 'invalid_signature' END,
  0, 0, payload, body, octet_length(body), received_at
FROM webhook_events
ORDER BY received_at, id;

DROP TABLE webhook_events;
ALTER TABLE webhook_events_rebuilt RENAME TO webhook_events;

-- What happened to an event: one row a transition.
CREATE TABLE webhook_transitions (
  id UUID PRIMARY KEY,
  event_id UUID NOT NULL,
  transition TEXT NOT NULL,
  attempt INT NOT NULL,
  worker TEXT,
  replay_id UUID,
  reason TEXT,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE webhook_replays (
  id UUID PRIMARY KEY,
  filter JSON NOT NULL,
  requested_by TEXT,
  reason TEXT,
  events INT NOT NULL,
  events_per_second DOUBLE PRECISION,
  marked INT NOT NULL,
  position UUID,
  next_due_at TIMESTAMPTZ,
  completed_at TIMESTAMPTZ,
  stopped_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL
);

-- How many forged deliveries of a source were kept in an hour; hour_key is source/hour.
CREATE TABLE webhook_rejection_counts (
  hour_key TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  hour TIMESTAMPTZ NOT NULL,
  kept INT NOT NULL,
  dropped INT NOT NULL
);
