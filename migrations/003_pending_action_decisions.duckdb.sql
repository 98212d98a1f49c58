-- Actions get a public id and a state, and of the token only its hash stays. DuckDB can neither add
-- the constraints nor drop the old key in place, so the table is rebuilt; tokens that are out keep
-- working, because their hash is what they are looked up by.
CREATE TABLE pending_actions_rebuilt (
  id UUID PRIMARY KEY,
  token_sha256 TEXT NOT NULL UNIQUE,
  user_id UUID NOT NULL,
  summary TEXT NOT NULL,
  action_type TEXT NOT NULL,
  action_payload JSON NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  expires_at TIMESTAMPTZ NOT NULL,
  decided_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

INSERT INTO pending_actions_rebuilt
  (id, token_sha256, user_id, summary, action_type, action_payload, expires_at, created_at)
-- To the millisecond, which is all that a clock is compared by.
SELECT gen_random_uuid(), sha256(token), user_id, summary, action_type, action_payload,
  date_trunc('milliseconds', expires_at), created_at
FROM pending_actions;

DROP TABLE pending_actions;
ALTER TABLE pending_actions_rebuilt RENAME TO pending_actions;
