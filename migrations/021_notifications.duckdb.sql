-- How people are told that an action waits for them. The address of a channel is sealed by a key of the server, and
-- `address_key` finds it. A notice is unique by `delivery_key`. `notified`: notices are made of the events up to there.
CREATE TABLE notification_channels (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  kind TEXT NOT NULL,
  name TEXT,
  address_key TEXT UNIQUE,
  sealed_address TEXT,
  shown_address TEXT,
  profiles JSON,
  quiet_hours JSON,
  content TEXT NOT NULL,
  state TEXT NOT NULL,
  disabled_because TEXT,
  disabled_at TIMESTAMPTZ,
  failing_since TIMESTAMPTZ,
  link_sha256 TEXT,
  link_expires_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE notification_deliveries (
  id UUID PRIMARY KEY,
  delivery_key TEXT NOT NULL UNIQUE,
  channel_id UUID NOT NULL,
  user_id UUID NOT NULL,
  action_id UUID,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INT NOT NULL,
  next_attempt_at TIMESTAMPTZ,
  lease_sha256 TEXT,
  lease_expires_at TIMESTAMPTZ,
  last_error TEXT,
  message_ref TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ
);

INSERT INTO feed_state VALUES ('notified', 0);
