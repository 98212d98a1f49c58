import type { NodeApiConnection } from "./connection.ts";
import { RowChanger } from "./row-changer.ts";
import { RowWriter } from "./row-writer.ts";

/** The statements that write commands, action logs with keys, and deliveries. */
export function recordRows(connection: NodeApiConnection) {
  return {
    commands: new RowWriter(
      connection,
      "commands",
      {
        id: "UUID",
        user_id: "UUID",
        intent_name: "VARCHAR",
        intent_confidence: "FLOAT",
        entities: "VARCHAR",
        created_at: "TIMESTAMPTZ",
      },
      {
        profile: "'default'",
        input_type: "'text'",
        privacy_mode: "'strict'",
        status: "'ok'",
      },
    ),
    keyedLogs: new RowWriter(
      connection,
      "action_logs",
      {
        id: "UUID",
        user_id: "UUID",
        idempotency_key: "VARCHAR",
        owned_key: "VARCHAR",
        key_expires_at: "TIMESTAMPTZ",
        request_digest: "VARCHAR",
        content_salt: "UUID",
        created_at: "TIMESTAMPTZ",
      },
      {
        action_type: "'merge_pr'",
        target: "'octo/repo#1'",
        request: `'{"pr":1}'`,
        ok: "true",
        content_bytes: "19",
      },
    ),
    deliveries: new RowWriter(
      connection,
      "webhook_events",
      {
        id: "UUID",
        source: "VARCHAR",
        delivery_id: "VARCHAR",
        owned_delivery: "VARCHAR",
        next_attempt_at: "TIMESTAMPTZ",
        body: "BLOB",
        body_bytes: "BIGINT",
        body_sha256: "VARCHAR",
        received_at: "TIMESTAMPTZ",
      },
      {
        event_type: "'push'",
        signature_ok: "true",
        state: "'received'",
        attempts: "0",
        duplicates: "0",
      },
    ),
    duplicates: new RowChanger(
      connection,
      "webhook_events",
      { count: "INTEGER", at: "TIMESTAMPTZ" },
      (value) => `duplicates = duplicates + ${value("count")}, last_duplicate_at = ${value("at")}`,
    ),
  };
}
