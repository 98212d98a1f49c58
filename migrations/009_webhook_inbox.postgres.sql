-- Deliveries become an inbox: each has a state, attempts under a lease, and what else is known of it. What
-- came before is 'ignored', since somebody may have worked on it already; a replay makes it due again.
ALTER TABLE webhook_events
  ADD COLUMN state TEXT NOT NULL DEFAULT 'ignored',
  ADD COLUMN rejection TEXT,
  ADD COLUMN attempts INT NOT NULL DEFAULT 0,
  ADD COLUMN next_attempt_at TIMESTAMPTZ,
  ADD COLUMN lease_sha256 TEXT,
  ADD COLUMN lease_worker TEXT,
  ADD COLUMN lease_expires_at TIMESTAMPTZ,
  ADD COLUMN last_error TEXT,
  ADD COLUMN completed_at TIMESTAMPTZ,
  ADD COLUMN duplicates INT NOT NULL DEFAULT 0,
  ADD COLUMN last_duplicate_at TIMESTAMPTZ,
  ADD COLUMN replay_id UUID,
  ADD COLUMN state_before_replay TEXT,
  ADD COLUMN headers JSON,
  ADD COLUMN body_bytes BIGINT,
  ADD COLUMN body_sha256 TEXT,
  ADD COLUMN owned_body TEXT,
  ADD COLUMN payload_removed_at TIMESTAMPTZ;

UPDATE webhook_events SET
  state = CASE WHEN signature_ok THEN 'ignored' ELSE 'rejected' END,
  rejection = CASE WHEN signature_ok THEN NULL ELSE 'invalid_signature' END,
  body_bytes = octet_length(body);

ALTER TABLE webhook_events
  ALTER COLUMN signature_ok DROP DEFAULT,
  ALTER COLUMN state DROP DEFAULT,
  ALTER COLUMN attempts DROP DEFAULT,
  ALTER COLUMN duplicates DROP DEFAULT,
  ADD UNIQUE (owned_body);

-- What a worker looks for.
CREATE INDEX webhook_events_due ON webhook_events (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_events_replay ON webhook_events (replay_id) WHERE replay_id IS NOT NULL;

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
CREATE INDEX webhook_transitions_event ON webhook_transitions (event_id, created_at, id);

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
