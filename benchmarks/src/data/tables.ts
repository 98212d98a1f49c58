export type TableName = "commands" | "action_logs" | "pending_actions" | "webhook_events";

interface ColumnTypes {
  readonly uuid: string;
  readonly json: string;
  readonly time: string;
  readonly bytes: string;
}

export const postgresTypes: ColumnTypes = {
  uuid: "UUID",
  json: "JSON",
  time: "TIMESTAMPTZ",
  bytes: "BYTEA",
};

export const sqliteTypes: ColumnTypes = {
  uuid: "TEXT",
  json: "TEXT",
  time: "INTEGER",
  bytes: "BLOB",
};

/** Fills the counters of open actions from the actions. */
export const countAllOpen = `INSERT INTO open_actions (user_id, open)
  SELECT user_id, count(*) FROM pending_actions WHERE state = 'pending' GROUP BY user_id
  ON CONFLICT (user_id) DO UPDATE SET open = excluded.open`;

/**
 * Makes the tables of DuckDB's migrations for the other engines, with the indexes that their statements read: for
 * newest-first pages, and for the oldest due action. DuckDB uses zone maps for the pages.
 */
export function createTables({ uuid, json, time, bytes }: ColumnTypes): string[] {
  return [
    `CREATE TABLE commands (
      id ${uuid} PRIMARY KEY, user_id ${uuid} NOT NULL, profile TEXT NOT NULL, input_type TEXT NOT NULL,
      privacy_mode TEXT NOT NULL, session_id TEXT, transcript TEXT, transcript_expires_at ${time},
      intent_name TEXT, intent_confidence REAL, entities ${json}, entities_expire_at ${time},
      content_removed_at ${time}, status TEXT NOT NULL, latency_ms INT, pending_action_id ${uuid},
      idempotency_key TEXT, owned_key TEXT UNIQUE, request_digest TEXT, content_bytes INT, created_at ${time} NOT NULL)`,
    `CREATE TABLE action_logs (
      id ${uuid} PRIMARY KEY, user_id ${uuid} NOT NULL, action_type TEXT NOT NULL, target TEXT,
      request ${json}, result ${json}, ok BOOLEAN NOT NULL, idempotency_key TEXT, owned_key TEXT UNIQUE,
      key_expires_at ${time}, request_digest TEXT, content_salt ${uuid} NOT NULL, content_digest TEXT,
      removal INT, content_bytes INT, created_at ${time} NOT NULL)`,
    `CREATE TABLE pending_actions (
      id ${uuid} PRIMARY KEY, token_sha256 TEXT NOT NULL UNIQUE, user_id ${uuid} NOT NULL,
      proposed_by ${uuid}, summary TEXT NOT NULL, action_type TEXT NOT NULL,
      action_payload ${json} NOT NULL, payload_digest TEXT, state TEXT NOT NULL,
      required_approvals INT NOT NULL, approvals INT NOT NULL, approvers ${json},
      proposer_may_approve BOOLEAN NOT NULL, idempotency_key TEXT, owned_key TEXT UNIQUE,
      request_digest TEXT, expires_at ${time} NOT NULL, decided_at ${time}, decided_by ${uuid},
      decision_reason TEXT, queued_at ${time}, attempts INT NOT NULL, max_attempts INT NOT NULL, lease_sha256 TEXT,
      lease_worker TEXT, lease_expires_at ${time}, started_at ${time}, ended_at ${time},
      execution_result ${json}, execution_error TEXT, content_bytes INT,
      created_at ${time} NOT NULL)`,
    `CREATE TABLE webhook_events (
      id ${uuid} PRIMARY KEY, source TEXT NOT NULL, event_type TEXT, delivery_id TEXT,
      owned_delivery TEXT UNIQUE, signature_ok BOOLEAN NOT NULL, state TEXT NOT NULL, rejection TEXT,
      attempts INT NOT NULL, next_attempt_at ${time}, lease_sha256 TEXT, lease_worker TEXT,
      lease_expires_at ${time}, last_error TEXT, completed_at ${time}, duplicates INT NOT NULL,
      last_duplicate_at ${time}, replay_id ${uuid}, state_before_replay TEXT, headers ${json},
      payload ${json}, body ${bytes}, body_bytes BIGINT, body_sha256 TEXT, owned_body TEXT UNIQUE,
      payload_removed_at ${time}, received_at ${time} NOT NULL)`,
    `CREATE TABLE open_actions (user_id ${uuid} PRIMARY KEY, open INT NOT NULL)`,
    `CREATE INDEX action_logs_page ON action_logs (user_id, created_at DESC, id DESC)`,
    `CREATE INDEX pending_actions_confirmed ON pending_actions (action_type, decided_at)
      WHERE state = 'confirmed'`,
    `CREATE INDEX pending_actions_executing ON pending_actions (action_type, lease_expires_at)
      WHERE state = 'executing'`,
  ];
}
