-- The addresses that the events of the feed are sent to, and each event that is sent. An endpoint has deliveries of the
-- events up to `position`. Its secrets are derived from a key of the server, so they are not in the database.
CREATE TABLE webhook_endpoints (
  id UUID PRIMARY KEY,
  user_id UUID,
  url TEXT NOT NULL,
  description TEXT,
  event_types JSON,
  state TEXT NOT NULL,
  disabled_because TEXT,
  disabled_at TIMESTAMPTZ,
  failing_since TIMESTAMPTZ,
  position BIGINT NOT NULL,
  secret_version INT NOT NULL,
  previous_secret_until TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID,
  updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE webhook_deliveries (
  id UUID PRIMARY KEY,
  endpoint_id UUID NOT NULL,
  event_id BIGINT NOT NULL,
  event_type TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INT NOT NULL,
  next_attempt_at TIMESTAMPTZ,
  lease_sha256 TEXT,
  lease_expires_at TIMESTAMPTZ,
  response_status INT,
  last_error TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ
);
