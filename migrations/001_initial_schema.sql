-- IF NOT EXISTS: the same statements once ran in another implementation, whose databases are adopted.
-- Its later releases recorded versions of their own, for tables that are none of ours:
-- migrate: tolerates 002_add_notifications_table
-- migrate: tolerates 003_add_repo_subscriptions
-- migrate: tolerates 004_add_idempotency_keys_table
-- migrate: tolerates 004_add_notification_subscriptions
-- migrate: tolerates 005_add_allow_comment_to_repo_policies
-- migrate: tolerates 006_add_notification_throttling_dedupe
-- migrate: tolerates 007_add_api_keys_table
-- migrate: tolerates 008_add_platform_to_notification_subscriptions
-- migrate: tolerates 009_add_notification_delivery_tracking
-- migrate: tolerates 010_add_oauth_state_table
-- migrate: tolerates 011_add_peer_chat_messages
-- migrate: tolerates 012_add_peer_chat_priority
-- migrate: tolerates 013_add_ai_history_index
-- migrate: tolerates 013_add_peer_chat_task_snapshot
-- migrate: tolerates 014_add_transport_session_cursors
-- migrate: tolerates 015_add_ai_backend_policy_snapshots

CREATE TABLE IF NOT EXISTS users (
  id UUID PRIMARY KEY,
  email TEXT UNIQUE,
  display_name TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS github_connections (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  installation_id BIGINT,
  token_ref TEXT, -- a name in a secret manager, never a token
  scopes TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS repo_policies (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  repo_full_name TEXT NOT NULL,
  allow_merge BOOLEAN NOT NULL DEFAULT false,
  allow_rerun BOOLEAN NOT NULL DEFAULT true,
  allow_request_review BOOLEAN NOT NULL DEFAULT true,
  require_confirmation BOOLEAN NOT NULL DEFAULT true,
  require_checks_green BOOLEAN NOT NULL DEFAULT true,
  required_approvals INT NOT NULL DEFAULT 1,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE (user_id, repo_full_name)
);

CREATE TABLE IF NOT EXISTS commands (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  profile TEXT NOT NULL DEFAULT 'default',
  input_type TEXT NOT NULL,
  transcript TEXT,
  intent_name TEXT,
  intent_confidence REAL,
  entities JSON,
  status TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS pending_actions (
  token TEXT PRIMARY KEY,
  user_id UUID NOT NULL,
  summary TEXT NOT NULL,
  action_type TEXT NOT NULL,
  action_payload JSON NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS action_logs (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  action_type TEXT NOT NULL,
  target TEXT,
  request JSON,
  result JSON,
  ok BOOLEAN NOT NULL,
  idempotency_key TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS webhook_events (
  id UUID PRIMARY KEY,
  source TEXT NOT NULL,
  event_type TEXT,
  delivery_id TEXT,
  signature_ok BOOLEAN NOT NULL DEFAULT false,
  payload JSON,
  received_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS agent_tasks (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  provider TEXT NOT NULL,
  repo_full_name TEXT,
  issue_number INT,
  pr_number INT,
  instruction TEXT,
  status TEXT NOT NULL,
  last_update TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_commands_user_created ON commands (user_id, created_at DESC);
CREATE INDEX IF NOT EXISTS idx_action_logs_user_created ON action_logs (user_id, created_at DESC);
CREATE INDEX IF NOT EXISTS idx_webhook_events_received ON webhook_events (received_at DESC);
