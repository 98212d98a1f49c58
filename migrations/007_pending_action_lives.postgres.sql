-- What happens to an action after it is proposed: who decided and why, approvals, and execution under a
-- lease.
ALTER TABLE pending_actions
  ADD COLUMN proposed_by UUID,
  ADD COLUMN payload_digest TEXT,
  ADD COLUMN required_approvals INT NOT NULL DEFAULT 1,
  ADD COLUMN approvals INT NOT NULL DEFAULT 0,
  ADD COLUMN approvers JSON,
  ADD COLUMN proposer_may_approve BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN idempotency_key TEXT,
  ADD COLUMN owned_key TEXT,
  ADD COLUMN request_digest TEXT,
  ADD COLUMN decided_by UUID,
  ADD COLUMN decision_reason TEXT,
  ADD COLUMN attempts INT NOT NULL DEFAULT 0,
  ADD COLUMN max_attempts INT NOT NULL DEFAULT 3,
  ADD COLUMN lease_sha256 TEXT,
  ADD COLUMN lease_worker TEXT,
  ADD COLUMN lease_expires_at TIMESTAMPTZ,
  ADD COLUMN started_at TIMESTAMPTZ,
  ADD COLUMN ended_at TIMESTAMPTZ,
  ADD COLUMN execution_result JSON,
  ADD COLUMN execution_error TEXT;

-- Whoever confirmed one before there were leases has carried it out; a worker must not do so again.
UPDATE pending_actions SET max_attempts = 0, approvals = 1 WHERE state = 'confirmed';

ALTER TABLE pending_actions
  ALTER COLUMN state DROP DEFAULT,
  ALTER COLUMN required_approvals DROP DEFAULT,
  ALTER COLUMN approvals DROP DEFAULT,
  ALTER COLUMN proposer_may_approve DROP DEFAULT,
  ALTER COLUMN attempts DROP DEFAULT,
  ALTER COLUMN max_attempts DROP DEFAULT,
  ADD UNIQUE (owned_key);

-- What a worker looks for.
CREATE INDEX pending_actions_confirmed ON pending_actions (action_type, decided_at) WHERE state = 'confirmed';
CREATE INDEX pending_actions_executing ON pending_actions (lease_expires_at) WHERE state = 'executing';

-- Tokens of a proposal that was made again: the first one cannot be told twice, since only its hash is kept.
CREATE TABLE pending_action_tokens (
  token_sha256 TEXT PRIMARY KEY,
  action_id UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX pending_action_tokens_action ON pending_action_tokens (action_id);

-- One row a person; approval_key is action_id/approver_id.
CREATE TABLE pending_action_approvals (
  id UUID PRIMARY KEY,
  approval_key TEXT NOT NULL UNIQUE,
  action_id UUID NOT NULL,
  approver_id UUID NOT NULL,
  reason TEXT,
  approved_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX pending_action_approvals_action ON pending_action_approvals (action_id);
CREATE INDEX pending_action_approvals_approver ON pending_action_approvals (approver_id);

-- The row that proposals of one user wait for each other at, so that their number is exact.
CREATE TABLE pending_action_quotas (
  user_id UUID PRIMARY KEY,
  proposed_at TIMESTAMPTZ NOT NULL
);
