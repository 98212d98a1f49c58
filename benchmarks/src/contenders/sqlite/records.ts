import type { Contender } from "../contender.ts";
import { deliveryRow } from "../rows/delivery-row.ts";
import { keyedLog, requireSameRequest } from "../rows/keyed-log.ts";
import { firstText, type SqliteConnection } from "./connection.ts";

const insertCommand = `INSERT INTO commands
  (id, user_id, profile, input_type, privacy_mode, intent_name, intent_confidence, entities, status, created_at)
  VALUES (?, ?, 'default', 'text', 'strict', ?, ?, ?, 'ok', ?)`;

const findCommand = `SELECT *, entities AS text FROM commands WHERE id = ? AND user_id = ?`;

const recordOnce = `INSERT INTO action_logs
  (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, key_expires_at,
   request_digest, content_salt, content_bytes, created_at)
  VALUES (?, ?, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, ?, ?, ?, ?, new_id(), 19, ?)
  ON CONFLICT (owned_key) DO NOTHING RETURNING id AS text`;

const findLogByKey = `SELECT *, id AS text FROM action_logs WHERE owned_key = ?`;

const storeDelivery = `INSERT INTO webhook_events AS e
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts, next_attempt_at,
   duplicates, body, body_bytes, body_sha256, received_at)
  VALUES (?1, ?2, 'push', ?3, ?4, true, 'received', 0, ?8, 0, ?5, ?6, ?7, ?8)
  ON CONFLICT (owned_delivery) DO UPDATE
    SET duplicates = e.duplicates + 1, last_duplicate_at = excluded.received_at
  RETURNING id AS text, duplicates`;

const newestLogs = `SELECT *, id AS text FROM action_logs WHERE user_id = ?
  ORDER BY created_at DESC, id DESC LIMIT ?`;

type Records = Pick<
  Contender,
  "insertCommand" | "findCommand" | "recordOnce" | "storeDelivery" | "newestLogs"
>;

/** The operations on commands, action logs and deliveries. */
export function sqliteRecords(connection: SqliteConnection): Records {
  return {
    insertCommand: ({ id, userId, intentName, intentConfidence, entities, createdAt }) =>
      connection.write(() => {
        const values = [id, userId, intentName, intentConfidence, entities, createdAt.getTime()];
        connection.run(insertCommand, ...values);
      }),
    findCommand: async (userId, id) => firstText(connection.run(findCommand, id, userId)),
    recordOnce: (userId, key) =>
      connection.write(() => {
        const log = keyedLog(userId, key);
        const values = [log.id, userId, key, log.ownedKey, log.expiresAt.getTime()];
        const times = [log.requestDigest, log.createdAt.getTime()];
        const id = firstText(connection.run(recordOnce, ...values, ...times));
        if (id !== undefined) return { id, repeated: false };
        const found = connection.run(findLogByKey, log.ownedKey);
        requireSameRequest(log, found[0]?.["request_digest"]);
        return { id: firstText(found) ?? "", repeated: true };
      }),
    storeDelivery: (delivery) =>
      connection.write(() => {
        const row = deliveryRow(delivery);
        const names = [row.id, row.source, row.deliveryId, row.ownedDelivery];
        const content = [row.body, row.bodyBytes, row.bodySha256, row.receivedAt.getTime()];
        const stored = connection.run(storeDelivery, ...names, ...content);
        return { id: firstText(stored) ?? "", repeated: Number(stored[0]?.["duplicates"]) > 0 };
      }),
    newestLogs: async (userId, limit) =>
      connection.run(newestLogs, userId, limit).map((row) => String(row["text"])),
  };
}
