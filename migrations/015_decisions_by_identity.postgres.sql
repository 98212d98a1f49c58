-- Decisions by identity: who proposed, by which policy, which people may decide, on which surface they did, and each
-- version of a payload that was edited. A version that is null is 1, and `editable` that is null is false, since DuckDB
-- cannot add a column that is NOT NULL.
ALTER TABLE pending_actions ADD COLUMN repository TEXT;
ALTER TABLE pending_actions ADD COLUMN service_id UUID;
ALTER TABLE pending_actions ADD COLUMN credential_id UUID;
ALTER TABLE pending_actions ADD COLUMN approver_group TEXT;
ALTER TABLE pending_actions ADD COLUMN escalation_group TEXT;
ALTER TABLE pending_actions ADD COLUMN escalates_at TIMESTAMPTZ;
ALTER TABLE pending_actions ADD COLUMN escalated_at TIMESTAMPTZ;
ALTER TABLE pending_actions ADD COLUMN editable BOOLEAN;
ALTER TABLE pending_actions ADD COLUMN version INTEGER;
ALTER TABLE pending_actions ADD COLUMN edited_by UUID;
ALTER TABLE pending_actions ADD COLUMN policy_name TEXT;
ALTER TABLE pending_actions ADD COLUMN policy_version INTEGER;
ALTER TABLE pending_actions ADD COLUMN decided_surface TEXT;

ALTER TABLE pending_action_approvals ADD COLUMN version INTEGER;
ALTER TABLE pending_action_approvals ADD COLUMN surface TEXT;

CREATE TABLE pending_action_versions (
  id UUID PRIMARY KEY,
  version_key TEXT NOT NULL UNIQUE,
  action_id UUID NOT NULL,
  version INTEGER NOT NULL,
  action_payload JSON NOT NULL,
  payload_digest TEXT NOT NULL,
  edited_by UUID,
  surface TEXT,
  content_bytes BIGINT,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE approver_groups (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID
);

CREATE TABLE approver_group_members (
  membership_key TEXT PRIMARY KEY,
  group_id UUID NOT NULL,
  user_id UUID NOT NULL,
  added_at TIMESTAMPTZ NOT NULL,
  added_by UUID
);

CREATE TABLE action_policies (
  version INTEGER PRIMARY KEY,
  policies TEXT NOT NULL,
  policies_sha256 TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID,
  replaced_at TIMESTAMPTZ
);

CREATE TABLE standing_grants (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  matches JSON NOT NULL,
  reason TEXT,
  maximum_uses INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID,
  revoked_at TIMESTAMPTZ,
  revoked_by UUID
);

-- Which access key or session asked for the change that a row records.
ALTER TABLE action_logs ADD COLUMN credential_id UUID;

CREATE INDEX pending_action_versions_of_actions ON pending_action_versions (action_id, version);
CREATE INDEX approver_group_members_of_groups ON approver_group_members (group_id, user_id);
CREATE INDEX approver_group_members_of_users ON approver_group_members (user_id, group_id);
CREATE INDEX standing_grants_of_users ON standing_grants (user_id, created_at, id);
