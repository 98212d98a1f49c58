-- How private a command is, how long its words may stay, and what it led to. Commands from before were kept
-- as their users asked, so they are of the strictest mode.
ALTER TABLE commands
  ADD COLUMN privacy_mode TEXT NOT NULL DEFAULT 'strict',
  ADD COLUMN session_id TEXT,
  ADD COLUMN transcript_expires_at TIMESTAMPTZ,
  ADD COLUMN entities_expire_at TIMESTAMPTZ,
  ADD COLUMN content_removed_at TIMESTAMPTZ,
  ADD COLUMN latency_ms INT,
  ADD COLUMN pending_action_id UUID,
  ADD COLUMN idempotency_key TEXT,
  ADD COLUMN owned_key TEXT,
  ADD COLUMN request_digest TEXT;

ALTER TABLE commands
  ALTER COLUMN profile DROP DEFAULT,
  ALTER COLUMN privacy_mode DROP DEFAULT,
  ADD UNIQUE (owned_key);
