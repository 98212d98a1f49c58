-- What happens to an action after it is proposed: who decided and why, approvals, and execution under a
-- lease. DuckDB adds no constraint in place, so the table is rebuilt.
CREATE TABLE pending_actions_rebuilt (
  id UUID PRIMARY KEY,
  token_sha256 TEXT NOT NULL UNIQUE,
  user_id UUID NOT NULL,
  proposed_by UUID,
  summary TEXT NOT NULL,
  action_type TEXT NOT NULL,
  action_payload JSON NOT NULL,
  payload_digest TEXT,
  state TEXT NOT NULL,
  required_approvals INT NOT NULL,
  approvals INT NOT NULL,
  approvers JSON,
  proposer_may_approve BOOLEAN NOT NULL,
  idempotency_key TEXT,
  owned_key TEXT UNIQUE,
  request_digest TEXT,
  expires_at TIMESTAMPTZ NOT NULL,
  decided_at TIMESTAMPTZ,
  decided_by UUID,
  decision_reason TEXT,
  attempts INT NOT NULL,
  max_attempts INT NOT NULL,
  lease_sha256 TEXT,
  lease_worker TEXT,
  lease_expires_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  execution_result JSON,
  execution_error TEXT,
  created_at TIMESTAMPTZ NOT NULL
);

INSERT INTO pending_actions_rebuilt
  (id, token_sha256, user_id, summary, action_type, action_payload, state, required_approvals, approvals,
   proposer_may_approve, expires_at, decided_at, attempts, max_attempts, created_at)
SELECT id, token_sha256, user_id, summary, action_type, action_payload, state, 1,
  CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END,
  true, expires_at, decided_at, 0,
  -- Whoever confirmed one before there were leases has carried it out; a worker must not do so again.
  CASE WHEN state = 'confirmed' THEN 0 ELSE 3 END,
  created_at
FROM pending_actions
ORDER BY created_at, id;

DROP TABLE pending_actions;
ALTER TABLE pending_actions_rebuilt RENAME TO pending_actions;

-- Tokens of a proposal that was made again: the first one cannot be told twice, since only its hash is kept.
CREATE TABLE pending_action_tokens (
  token_sha256 TEXT PRIMARY KEY,
  action_id UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);

-- One row a person; approval_key is action_id/approver_id.
CREATE TABLE pending_action_approvals (
  id UUID PRIMARY KEY,
  approval_key TEXT NOT NULL UNIQUE,
  action_id UUID NOT NULL,
  approver_id UUID NOT NULL,
  reason TEXT,
  approved_at TIMESTAMPTZ NOT NULL
);

-- The row that proposals of one user wait for each other at, so that their number is exact.
CREATE TABLE pending_action_quotas (
  user_id UUID PRIMARY KEY,
  proposed_at TIMESTAMPTZ NOT NULL
);
