-- How private a command is, how long its words may stay, and what it led to. Commands from before were kept
-- as their users asked, so they are of the strictest mode.
CREATE TABLE commands_rebuilt (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  profile TEXT NOT NULL,
  input_type TEXT NOT NULL,
  privacy_mode TEXT NOT NULL,
  session_id TEXT,
  transcript TEXT,
  transcript_expires_at TIMESTAMPTZ,
  intent_name TEXT,
  intent_confidence REAL,
  entities JSON,
  entities_expire_at TIMESTAMPTZ,
  content_removed_at TIMESTAMPTZ,
  status TEXT NOT NULL,
  latency_ms INT,
  pending_action_id UUID,
  idempotency_key TEXT,
  owned_key TEXT UNIQUE,
  request_digest TEXT,
  created_at TIMESTAMPTZ NOT NULL
);

INSERT INTO commands_rebuilt
  (id, user_id, profile, input_type, privacy_mode, transcript, intent_name, intent_confidence, entities, status, created_at)
SELECT id, user_id, profile, input_type, 'strict', transcript, intent_name, intent_confidence, entities, status, created_at
FROM commands
ORDER BY created_at, id;

DROP TABLE commands;
ALTER TABLE commands_rebuilt RENAME TO commands;
