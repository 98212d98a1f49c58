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

/**
 * The tables as DuckDB's migrations leave them, for the other engines. The index is what a newest-first
 * page needs there; on DuckDB zone maps do its work.
 */
export function createTables({ uuid, json, time, bytes }: ColumnTypes): string[] {
  return [
    `CREATE TABLE commands (
      id ${uuid} PRIMARY KEY, user_id ${uuid} NOT NULL, profile TEXT NOT NULL DEFAULT 'default',
      input_type TEXT NOT NULL, transcript TEXT, intent_name TEXT, intent_confidence REAL,
      entities ${json}, status TEXT NOT NULL, created_at ${time} NOT NULL)`,
    `CREATE TABLE action_logs (
      id ${uuid} PRIMARY KEY, user_id ${uuid} NOT NULL, action_type TEXT NOT NULL, target TEXT,
      request ${json}, result ${json}, ok BOOLEAN NOT NULL, idempotency_key TEXT,
      owned_key TEXT UNIQUE, content_salt ${uuid} NOT NULL, created_at ${time} NOT NULL)`,
    `CREATE TABLE pending_actions (
      id ${uuid} PRIMARY KEY, token_sha256 TEXT NOT NULL UNIQUE, user_id ${uuid} NOT NULL,
      summary TEXT NOT NULL, action_type TEXT NOT NULL, action_payload ${json} NOT NULL,
      state TEXT NOT NULL, required_approvals INT NOT NULL, approvals INT NOT NULL,
      proposer_may_approve BOOLEAN NOT NULL, attempts INT NOT NULL, max_attempts INT NOT NULL,
      expires_at ${time} NOT NULL, decided_at ${time}, created_at ${time} NOT NULL)`,
    `CREATE TABLE webhook_events (
      id ${uuid} PRIMARY KEY, source TEXT NOT NULL, event_type TEXT, delivery_id TEXT,
      owned_delivery TEXT UNIQUE, signature_ok BOOLEAN NOT NULL DEFAULT false, payload ${json},
      body ${bytes}, received_at ${time} NOT NULL)`,
    `CREATE INDEX idx_action_logs_page ON action_logs (user_id, created_at DESC, id DESC)`,
  ];
}
