import { pythonUser } from "./python-user.ts";

/** A later version of the Python implementation: its DDL, and rows as it writes them. */
interface PythonVersion {
  readonly version: string;
  readonly makes: readonly string[];
  readonly rows: readonly string[];
}

const created = "created_at TIMESTAMPTZ NOT NULL DEFAULT now()";
const updated = "updated_at TIMESTAMPTZ NOT NULL DEFAULT now()";

/** Makes an id that is the same in every database. */
function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** Logs with their own key, with a key that only `idempotency_keys` has, and without a key. */
export const pythonLogs = { keyed: idOf(401), keyedElsewhere: idOf(402), free: idOf(403) } as const;

/** Deliveries whose outcomes version 006 recorded. */
export const pythonDeliveries = {
  processed: idOf(601),
  failed: idOf(602),
  open: idOf(603),
  forged: idOf(604),
} as const;

/** All versions after `001_initial_schema`, by name, which is the order in which that implementation applies them. */
export const laterPythonVersions: readonly PythonVersion[] = [
  {
    version: "002_add_notifications_table",
    makes: [
      `CREATE TABLE notifications (id UUID PRIMARY KEY, user_id UUID NOT NULL, event_type TEXT NOT NULL,
        message TEXT NOT NULL, metadata JSON, ${created})`,
      "CREATE INDEX idx_notifications_user_created ON notifications (user_id, created_at DESC)",
    ],
    rows: [
      `INSERT INTO notifications (id, user_id, event_type, message, metadata) VALUES
        ('${idOf(201)}', '${pythonUser}', 'webhook.pr_opened', 'PR #1 was opened', '{"n": 2.50}')`,
    ],
  },
  {
    version: "003_add_repo_subscriptions",
    makes: [
      `CREATE TABLE repo_subscriptions (id UUID PRIMARY KEY, user_id UUID NOT NULL, repo_full_name TEXT NOT NULL,
        installation_id BIGINT, ${created}, UNIQUE (user_id, repo_full_name, installation_id))`,
      "CREATE INDEX idx_repo_subscriptions_repo ON repo_subscriptions (repo_full_name)",
      "CREATE INDEX idx_repo_subscriptions_installation ON repo_subscriptions (installation_id)",
    ],
    rows: [
      `INSERT INTO repo_subscriptions (id, user_id, repo_full_name, installation_id) VALUES
        ('${idOf(301)}', '${pythonUser}', 'octo/repo', 42), ('${idOf(302)}', '${pythonUser}', 'octo/other', NULL)`,
    ],
  },
  {
    version: "004_add_idempotency_keys_table",
    makes: [
      `CREATE TABLE idempotency_keys (key TEXT PRIMARY KEY, user_id UUID NOT NULL, endpoint TEXT NOT NULL,
        response_data JSON NOT NULL, audit_log_id UUID, expires_at TIMESTAMPTZ NOT NULL, ${created},
        FOREIGN KEY (audit_log_id) REFERENCES action_logs (id))`,
      "CREATE INDEX idx_idempotency_keys_expires ON idempotency_keys (expires_at)",
      "CREATE INDEX idx_idempotency_keys_user ON idempotency_keys (user_id, created_at DESC)",
    ],
    rows: [
      `INSERT INTO action_logs (id, user_id, action_type, target, ok, idempotency_key, created_at) VALUES
        ('${pythonLogs.keyed}', '${pythonUser}', 'request_review', 'octo/repo#1', true, 'review-1', '2026-01-15 10:00:00.000001+00'),
        ('${pythonLogs.keyedElsewhere}', '${pythonUser}', 'rerun', 'octo/repo#2', true, NULL, '2026-01-15 11:00:00+00'),
        ('${pythonLogs.free}', '${pythonUser}', 'comment', 'octo/repo#3', false, NULL, '2026-01-15 12:00:00+00')`,
      `INSERT INTO idempotency_keys (key, user_id, endpoint, response_data, audit_log_id, expires_at, created_at) VALUES
        ('review-1', '${pythonUser}', '/v1/actions/request-review', '{"ok": true, "n": 1.50}', '${pythonLogs.keyed}', '2026-01-16 10:00:00+00', '2026-01-15 10:00:00+00'),
        ('rerun-2', '${pythonUser}', '/v1/actions/rerun', '{"ok": true}', '${pythonLogs.keyedElsewhere}', '2026-01-16 11:00:00+00', '2026-01-15 11:00:00+00'),
        ('rerun-2-again', '${pythonUser}', '/v1/actions/rerun', '{"ok": true}', '${pythonLogs.keyedElsewhere}', '2026-01-16 12:00:00+00', '2026-01-15 12:00:00+00'),
        ('command-3', '${pythonUser}', '/v1/command', '{"status": "ok"}', NULL, '2026-01-16 12:00:00+00', '2026-01-15 12:00:00+00')`,
    ],
  },
  {
    version: "004_add_notification_subscriptions",
    makes: [
      `CREATE TABLE notification_subscriptions (id UUID PRIMARY KEY, user_id UUID NOT NULL, endpoint TEXT NOT NULL,
        subscription_keys JSON, ${created}, ${updated})`,
      "CREATE INDEX idx_notification_subscriptions_user ON notification_subscriptions (user_id)",
      "CREATE INDEX idx_notification_subscriptions_endpoint ON notification_subscriptions (endpoint)",
    ],
    rows: [
      `INSERT INTO notification_subscriptions (id, user_id, endpoint, subscription_keys) VALUES
        ('${idOf(411)}', '${pythonUser}', 'https://push.example.org/1', '{"auth": "a", "p256dh": "b"}')`,
    ],
  },
  {
    version: "005_add_allow_comment_to_repo_policies",
    makes: [
      "ALTER TABLE repo_policies ADD COLUMN IF NOT EXISTS allow_comment BOOLEAN DEFAULT true",
      "UPDATE repo_policies SET allow_comment = true WHERE allow_comment IS NULL",
    ],
    rows: [],
  },
  {
    version: "006_add_notification_throttling_dedupe",
    makes: [
      "ALTER TABLE notifications ADD COLUMN IF NOT EXISTS priority INTEGER DEFAULT 3",
      "ALTER TABLE notifications ADD COLUMN IF NOT EXISTS dedupe_key TEXT",
      "ALTER TABLE notifications ADD COLUMN IF NOT EXISTS profile TEXT DEFAULT 'default'",
      "CREATE INDEX idx_notifications_dedupe_key ON notifications (dedupe_key, created_at DESC)",
      "CREATE INDEX idx_notifications_priority ON notifications (user_id, priority)",
    ],
    rows: [
      `INSERT INTO notifications (id, user_id, event_type, message, priority, dedupe_key, profile) VALUES
        ('${idOf(611)}', '${pythonUser}', 'webhook.check_failed', 'a check failed', 5, 'c0ffee', 'focused')`,
    ],
  },
  {
    version: "006_add_webhook_processing_fields",
    makes: [
      "ALTER TABLE webhook_events ADD COLUMN IF NOT EXISTS processed_ok BOOLEAN DEFAULT NULL",
      "ALTER TABLE webhook_events ADD COLUMN IF NOT EXISTS processing_error TEXT DEFAULT NULL",
      "ALTER TABLE webhook_events ADD COLUMN IF NOT EXISTS processed_at TIMESTAMPTZ DEFAULT NULL",
      "CREATE INDEX idx_webhook_events_processing_status ON webhook_events (processed_ok, processed_at)",
    ],
    rows: [
      `INSERT INTO webhook_events
        (id, source, event_type, delivery_id, signature_ok, payload, received_at, processed_ok, processing_error, processed_at) VALUES
        ('${pythonDeliveries.processed}', 'github', 'push', 'delivery-601', true, '{"n": 1}', '2026-01-16 10:00:00+00', true, NULL, '2026-01-16 10:00:01.5+00'),
        ('${pythonDeliveries.failed}', 'github', 'push', 'delivery-602', true, '{"n": 2}', '2026-01-16 11:00:00+00', false, 'no such repository', '2026-01-16 11:00:01+00'),
        ('${pythonDeliveries.open}', 'github', 'push', 'delivery-603', true, '{"n": 3}', '2026-01-16 12:00:00+00', NULL, NULL, NULL),
        ('${pythonDeliveries.forged}', 'github', 'push', 'delivery-604', false, '{"n": 4}', '2026-01-16 13:00:00+00', false, 'bad signature', '2026-01-16 13:00:01+00')`,
    ],
  },
  {
    version: "007_add_api_keys_table",
    makes: [
      `CREATE TABLE api_keys (id UUID PRIMARY KEY, user_id UUID NOT NULL, key_hash TEXT NOT NULL, label TEXT, ${created},
        revoked_at TIMESTAMPTZ, last_used_at TIMESTAMPTZ)`,
      "CREATE INDEX idx_api_keys_hash ON api_keys (key_hash)",
      "CREATE INDEX idx_api_keys_user ON api_keys (user_id, created_at DESC)",
    ],
    rows: [
      `INSERT INTO api_keys (id, user_id, key_hash, label, revoked_at) VALUES
        ('${idOf(701)}', '${pythonUser}', '${"0".repeat(64)}', 'phone', NULL),
        ('${idOf(702)}', '${pythonUser}', '${"1".repeat(64)}', 'lost phone', '2026-01-17 10:00:00+00')`,
    ],
  },
  {
    version: "008_add_platform_to_notification_subscriptions",
    makes: [
      "ALTER TABLE notification_subscriptions ADD COLUMN IF NOT EXISTS platform VARCHAR(20) DEFAULT 'webpush'",
      "CREATE INDEX idx_notification_subscriptions_platform ON notification_subscriptions (platform)",
    ],
    rows: [
      `INSERT INTO notification_subscriptions (id, user_id, endpoint, platform) VALUES
        ('${idOf(801)}', '${pythonUser}', 'a-device', 'apns')`,
    ],
  },
  {
    version: "009_add_notification_delivery_tracking",
    makes: [
      "ALTER TABLE notifications ADD COLUMN IF NOT EXISTS last_delivery_attempt TIMESTAMPTZ",
      "ALTER TABLE notifications ADD COLUMN IF NOT EXISTS delivery_status TEXT DEFAULT 'pending'",
      "CREATE INDEX idx_notifications_delivery_status ON notifications (delivery_status, created_at DESC)",
    ],
    rows: [
      `INSERT INTO notifications (id, user_id, event_type, message, last_delivery_attempt, delivery_status) VALUES
        ('${idOf(901)}', '${pythonUser}', 'webhook.merged', 'merged', '2026-01-18 10:00:00+00', 'failed')`,
    ],
  },
  {
    version: "010_add_oauth_state_table",
    makes: [
      `CREATE TABLE oauth_states (state TEXT PRIMARY KEY, user_id UUID NOT NULL, scopes TEXT, ${created},
        expires_at TIMESTAMPTZ NOT NULL, consumed_at TIMESTAMPTZ)`,
      "CREATE INDEX idx_oauth_states_expires ON oauth_states (expires_at)",
      "CREATE INDEX idx_oauth_states_user ON oauth_states (user_id, created_at DESC)",
    ],
    rows: [
      `INSERT INTO oauth_states (state, user_id, scopes, expires_at) VALUES
        ('a-state', '${pythonUser}', 'repo,user', '2026-01-19 10:10:00+00')`,
    ],
  },
  {
    version: "011_add_peer_chat_messages",
    makes: [
      `CREATE TABLE peer_chat_messages (id UUID PRIMARY KEY, conversation_id TEXT NOT NULL, peer_id TEXT NOT NULL,
        sender_peer_id TEXT NOT NULL, text TEXT NOT NULL, timestamp_ms BIGINT NOT NULL, ${created})`,
      `CREATE INDEX idx_peer_chat_messages_conversation_timestamp ON peer_chat_messages (conversation_id, timestamp_ms)`,
    ],
    rows: [
      `INSERT INTO peer_chat_messages (id, conversation_id, peer_id, sender_peer_id, text, timestamp_ms) VALUES
        ('${idOf(1101)}', 'c1', 'p1', 'p2', 'hello, 世界', 9007199254740993)`,
    ],
  },
  {
    version: "012_add_peer_chat_priority",
    makes: ["ALTER TABLE peer_chat_messages ADD COLUMN priority VARCHAR DEFAULT 'normal'"],
    rows: [
      `INSERT INTO peer_chat_messages (id, conversation_id, peer_id, sender_peer_id, text, timestamp_ms, priority) VALUES
        ('${idOf(1201)}', 'c1', 'p1', 'p2', 'urgent', 1, 'urgent')`,
    ],
  },
  {
    version: "013_add_ai_history_index",
    makes: [
      `CREATE TABLE ai_history_index (id UUID PRIMARY KEY, user_id UUID NOT NULL, capability_id TEXT NOT NULL, repo TEXT,
        pr_number INT, failure_target TEXT, failure_target_type TEXT, ipfs_cid TEXT NOT NULL, ${created})`,
      `CREATE INDEX idx_ai_history_index_lookup
        ON ai_history_index (user_id, capability_id, repo, failure_target_type, failure_target, created_at DESC)`,
      "CREATE INDEX idx_ai_history_index_cid ON ai_history_index (user_id, ipfs_cid)",
    ],
    rows: [
      `INSERT INTO ai_history_index (id, user_id, capability_id, repo, pr_number, ipfs_cid) VALUES
        ('${idOf(1301)}', '${pythonUser}', 'github.check.failure_rag_explain', 'octo/repo', 1, 'bafy1')`,
    ],
  },
  {
    version: "013_add_peer_chat_task_snapshot",
    makes: ["ALTER TABLE peer_chat_messages ADD COLUMN task_snapshot JSON"],
    rows: [
      `INSERT INTO peer_chat_messages (id, conversation_id, peer_id, sender_peer_id, text, timestamp_ms, task_snapshot) VALUES
        ('${idOf(1311)}', 'c2', 'p1', 'p2', 'a task', 2, '{"task": 1.0}')`,
    ],
  },
  {
    version: "014_add_transport_session_cursors",
    makes: [
      `CREATE TABLE transport_session_cursors (peer_id TEXT PRIMARY KEY, peer_ref TEXT NOT NULL, session_id TEXT NOT NULL,
        resume_token TEXT NOT NULL, capabilities_json TEXT NOT NULL DEFAULT '[]',
        updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
    ],
    rows: [
      `INSERT INTO transport_session_cursors (peer_id, peer_ref, session_id, resume_token, updated_at) VALUES
        ('p1', 'ref', 's1', 'resume', '2026-03-09 10:00:00')`,
    ],
  },
  {
    version: "015_add_ai_backend_policy_snapshots",
    makes: [
      `CREATE TABLE ai_backend_policy_snapshots (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, summary_backend TEXT NOT NULL,
        failure_backend TEXT NOT NULL, github_auth_source TEXT, github_live_mode_requested BOOLEAN NOT NULL DEFAULT FALSE,
        ai_execute_logs INTEGER NOT NULL, policy_applied_count INTEGER NOT NULL, remap_counts JSON, top_capabilities JSON,
        top_remaps JSON, created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
      `CREATE INDEX idx_ai_backend_policy_snapshots_user_created ON ai_backend_policy_snapshots (user_id, created_at DESC)`,
    ],
    rows: [
      `INSERT INTO ai_backend_policy_snapshots
        (id, user_id, summary_backend, failure_backend, ai_execute_logs, policy_applied_count, remap_counts, created_at) VALUES
        ('snapshot-1', '${pythonUser}', 'composite', 'composite', 3, 1, '{"a": 1}', '2026-03-09 10:00:00')`,
    ],
  },
];
