import { blobValue } from "@duckdb/node-api";
import type { Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";
import type { Contender } from "../contender.ts";
import { deliveryRow } from "../rows/delivery-row.ts";
import { keyedLog, requireSameRequest } from "../rows/keyed-log.ts";
import { first, type Text } from "./first.ts";
import { retryConflicts } from "./retry-conflicts.ts";

type Records = Pick<
  Contender,
  "insertCommand" | "findCommand" | "recordOnce" | "storeDelivery" | "newestLogs"
>;

/**
 * The operations on commands, action logs and deliveries. A key is looked up before its plain insert, whose error tells
 * that another call was faster: ON CONFLICT would join with the whole table.
 */
export function stockRecords(database: Kysely<Database>): Records {
  return {
    async insertCommand({ id, userId, intentName, intentConfidence, entities, createdAt }) {
      await retryConflicts(() =>
        sql`insert into commands
          (id, user_id, profile, input_type, privacy_mode, intent_name, intent_confidence, entities,
           status, created_at)
          values (${id}, ${userId}, 'default', 'text', 'strict', ${intentName}, ${intentConfidence},
            ${entities}, 'ok', ${createdAt.toISOString()})`.execute(database),
      );
    },
    async findCommand(userId, id) {
      const { rows } = await sql<Text>`select *, entities as text from commands
        where id = ${id} and user_id = ${userId}`.execute(database);
      return first(rows);
    },
    recordOnce: (userId, key) =>
      retryConflicts(async () => {
        const log = keyedLog(userId, key);
        const found = await sql<Text & { request_digest: string }>`
          select *, id as text from action_logs where owned_key = ${log.ownedKey}`.execute(
          database,
        );
        const earlier = first(found.rows);
        if (earlier !== undefined) {
          requireSameRequest(log, found.rows[0]?.request_digest);
          return { id: earlier, repeated: true };
        }
        await sql`insert into action_logs
          (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, key_expires_at,
           request_digest, content_salt, content_bytes, created_at)
          values (${log.id}, ${userId}, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, ${key},
            ${log.ownedKey}, ${log.expiresAt.toISOString()}, ${log.requestDigest}, ${log.salt}, 19,
            ${log.createdAt.toISOString()})`.execute(database);
        return { id: log.id, repeated: false };
      }),
    storeDelivery: (delivery) =>
      retryConflicts(async () => {
        const row = deliveryRow(delivery);
        const receivedAt = row.receivedAt.toISOString();
        const found = await sql<Text>`select id as text from webhook_events
          where owned_delivery = ${row.ownedDelivery}`.execute(database);
        const earlier = first(found.rows);
        if (earlier !== undefined) {
          await sql`update webhook_events
            set duplicates = duplicates + 1, last_duplicate_at = ${receivedAt}
            where id = ${earlier}`.execute(database);
          return { id: earlier, repeated: true };
        }
        await sql`insert into webhook_events
          (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts,
           next_attempt_at, duplicates, body, body_bytes, body_sha256, received_at)
          values (${row.id}, ${row.source}, 'push', ${row.deliveryId}, ${row.ownedDelivery}, true,
            'received', 0, ${receivedAt}, 0, ${blobValue(row.body)}, ${row.bodyBytes},
            ${row.bodySha256}, ${receivedAt})`.execute(database);
        return { id: row.id, repeated: false };
      }),
    async newestLogs(userId, limit) {
      const { rows } =
        await sql<Text>`select *, id as text from action_logs where user_id = ${userId}
        order by created_at desc, id desc limit ${sql.lit(limit)}`.execute(database);
      return rows.map((row) => String(row.text));
    },
  };
}
