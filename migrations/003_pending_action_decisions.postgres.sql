-- Actions get a public id and a state, and of the token only its hash stays; tokens that are out keep
-- working, because their hash is what they are looked up by.
ALTER TABLE pending_actions
  ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN token_sha256 TEXT,
  ADD COLUMN state TEXT NOT NULL DEFAULT 'pending',
  ADD COLUMN decided_at TIMESTAMPTZ;

UPDATE pending_actions SET token_sha256 = encode(sha256(convert_to(token, 'UTF8')), 'hex');

ALTER TABLE pending_actions
  DROP COLUMN token,
  ALTER COLUMN id DROP DEFAULT,
  ALTER COLUMN token_sha256 SET NOT NULL,
  ADD PRIMARY KEY (id),
  ADD UNIQUE (token_sha256);

-- Newest-first pages read it backwards.
CREATE INDEX pending_actions_user_created ON pending_actions (user_id, created_at, id);
CREATE INDEX pending_actions_undecided_expiry ON pending_actions (expires_at) WHERE state = 'pending';
