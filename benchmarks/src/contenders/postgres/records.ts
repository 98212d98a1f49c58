import type { Contender } from "../contender.ts";
import { deliveryRow } from "../rows/delivery-row.ts";
import { keyedLog, requireSameRequest } from "../rows/keyed-log.ts";
import { firstText, type Queryable, statementsOf } from "./run-statement.ts";

const recordStatements = {
  insertCommand: `INSERT INTO commands
  (id, user_id, profile, input_type, privacy_mode, intent_name, intent_confidence, entities, status,
   created_at)
  VALUES ($1, $2, 'default', 'text', 'strict', $3, $4, $5, 'ok', $6)`,

  findCommand: `SELECT *, CAST(entities AS TEXT) AS text FROM commands
  WHERE id = $1 AND user_id = $2`,

  /** DO NOTHING writes nothing for a repetition. The look-up after it is rare, and sees every committed row. */
  recordOnce: `INSERT INTO action_logs
  (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, key_expires_at,
   request_digest, content_salt, content_bytes, created_at)
  VALUES ($1, $2, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, $3, $4, $5, $6, gen_random_uuid(), 19, $7)
  ON CONFLICT (owned_key) DO NOTHING RETURNING id AS text`,

  findLogByKey: `SELECT *, id AS text FROM action_logs WHERE owned_key = $1`,

  /** Stores and counts in one statement: a repetition changes the row that it finds in the unique index. */
  storeDelivery: `INSERT INTO webhook_events AS e
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts,
   next_attempt_at, duplicates, body, body_bytes, body_sha256, received_at)
  VALUES ($1, $2, 'push', $3, $4, true, 'received', 0, $8, 0, $5, $6, $7, $8)
  ON CONFLICT (owned_delivery) DO UPDATE
    SET duplicates = e.duplicates + 1, last_duplicate_at = excluded.received_at
  RETURNING id AS text, duplicates`,

  /** Reads the index of the page, so it reads no more rows than the page has. */
  newestLogs: `SELECT *, id AS text FROM action_logs WHERE user_id = $1
  ORDER BY created_at DESC, id DESC LIMIT $2`,
} as const;

type Records = Pick<
  Contender,
  "insertCommand" | "findCommand" | "recordOnce" | "storeDelivery" | "newestLogs"
>;

/** The operations on commands, action logs and deliveries. */
export function postgresRecords(connection: Queryable): Records {
  const run = statementsOf(connection, recordStatements);
  return {
    async insertCommand({ id, userId, intentName, intentConfidence, entities, createdAt }) {
      const values = [id, userId, intentName, intentConfidence, entities, createdAt];
      await run("insertCommand", values);
    },
    findCommand: async (userId, id) => firstText(await run("findCommand", [id, userId])),
    async recordOnce(userId, key) {
      const log = keyedLog(userId, key);
      const values = [log.id, userId, key, log.ownedKey, log.expiresAt, log.requestDigest];
      const id = firstText(await run("recordOnce", [...values, log.createdAt]));
      if (id !== undefined) return { id, repeated: false };
      const found = await run("findLogByKey", [log.ownedKey]);
      requireSameRequest(log, found.rows[0]?.["request_digest"]);
      return { id: firstText(found) ?? "", repeated: true };
    },
    async storeDelivery(delivery) {
      const row = deliveryRow(delivery);
      const names = [row.id, row.source, row.deliveryId, row.ownedDelivery];
      const values = [...names, row.body, row.bodyBytes, row.bodySha256, row.receivedAt];
      const stored = await run("storeDelivery", values);
      return { id: firstText(stored) ?? "", repeated: Number(stored.rows[0]?.["duplicates"]) > 0 };
    },
    newestLogs: async (userId, limit) =>
      (await run("newestLogs", [userId, limit])).rows.map((row) => String(row["text"])),
  };
}
