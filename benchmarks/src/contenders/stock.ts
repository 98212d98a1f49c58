import { blobValue, DuckDBInstance } from "@duckdb/node-api";
import type { Database } from "@handsfree/schema";
import { Kysely, sql } from "kysely";
import { DuckDbDialect } from "kysely-duckdb";
import { v7 } from "uuid";
import { duckdb } from "../data/sql-dialect.ts";
import type { Contender, OpenContender } from "./contender.ts";
import { type ConfirmedAction, confirmedResult } from "./confirmed-result.ts";
import { deliveryRow } from "./delivery-row.ts";
import { keyedLog, requireSameRequest } from "./keyed-log.ts";
import { retryConflicts } from "./retry-conflicts.ts";
import { seedDuckDbFile } from "./seed-duckdb-file.ts";
import { sha256 } from "./sha256.ts";

interface Text {
  /** The text of an id, which the driver returns as an object. */
  readonly text: unknown;
}

/** kysely-duckdb with its own driver, which accepts no Date, so times are bound as text. */
export async function openStock(options: OpenContender): Promise<Contender> {
  const instance = await DuckDBInstance.create(await seedDuckDbFile(options));
  const database = new Kysely<Database>({ dialect: new DuckDbDialect({ database: instance }) });
  const now = (): string => new Date().toISOString();
  const first = (rows: readonly Text[]): string | undefined =>
    rows[0] === undefined ? undefined : String(rows[0].text);
  return {
    dialect: duckdb,
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
    async findAction(userId, token) {
      const { rows } = await sql<Text>`select *, action_payload as text from pending_actions
        where token_sha256 = ${sha256(token)} and user_id = ${userId}`.execute(database);
      return first(rows);
    },
    confirm: (userId, token) =>
      retryConflicts(() =>
        database.transaction().execute(async (transaction) => {
          const { rows } = await sql<Text & ConfirmedAction>`update pending_actions
            set state = 'confirmed', approvals = approvals + 1, decided_at = ${now()},
              decided_by = ${userId}
            where token_sha256 = ${sha256(token)} and user_id = ${userId}
              and state = 'pending' and approvals = 0 and expires_at > ${now()}
            returning id as text, action_type as "actionType", payload_digest as "payloadDigest",
              approvals, required_approvals as "requiredApprovals"`.execute(transaction);
          const [action] = rows;
          if (action === undefined) return false;
          await sql`insert into action_logs
            (id, user_id, action_type, target, result, ok, content_salt, created_at)
            values (${v7()}, ${userId}, 'pending_action.confirmed', ${String(action.text)},
              ${confirmedResult(userId, action)}, true, gen_random_uuid(), ${now()})`.execute(
            transaction,
          );
          return true;
        }),
      ),
    recordOnce: (userId, key) =>
      retryConflicts(async () => {
        const log = keyedLog(userId, key);
        const written = await sql<Text>`insert into action_logs
          (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, key_expires_at,
           request_digest, content_salt, created_at)
          values (${log.id}, ${userId}, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, ${key},
            ${log.ownedKey}, ${log.expiresAt.toISOString()}, ${log.requestDigest}, gen_random_uuid(),
            ${log.createdAt.toISOString()})
          on conflict (owned_key) do nothing returning id as text`.execute(database);
        const id = first(written.rows);
        if (id !== undefined) return { id, repeated: false };
        const found = await sql<Text & { request_digest: string }>`
          select *, id as text from action_logs where owned_key = ${log.ownedKey}`.execute(
          database,
        );
        requireSameRequest(log, found.rows[0]?.request_digest);
        return { id: first(found.rows) ?? "", repeated: true };
      }),
    storeDelivery: (delivery) =>
      retryConflicts(async () => {
        const row = deliveryRow(delivery);
        const receivedAt = row.receivedAt.toISOString();
        const written = await sql<Text>`insert into webhook_events
          (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts,
           next_attempt_at, duplicates, body, body_bytes, body_sha256, received_at)
          values (${row.id}, ${row.source}, 'push', ${row.deliveryId}, ${row.ownedDelivery}, true,
            'received', 0, ${receivedAt}, 0, ${blobValue(row.body)}, ${row.bodyBytes},
            ${row.bodySha256}, ${receivedAt})
          on conflict (owned_delivery) do nothing returning id as text`.execute(database);
        const id = first(written.rows);
        if (id !== undefined) return { id, repeated: false };
        const found = await sql<Text>`select id as text from webhook_events
          where owned_delivery = ${row.ownedDelivery}`.execute(database);
        const earlier = first(found.rows) ?? "";
        await sql`update webhook_events
          set duplicates = duplicates + 1, last_duplicate_at = ${receivedAt}
          where id = ${earlier}`.execute(database);
        return { id: earlier, repeated: true };
      }),
    async newestLogs(userId, limit) {
      const { rows } =
        await sql<Text>`select *, id as text from action_logs where user_id = ${userId}
        order by created_at desc, id desc limit ${sql.lit(limit)}`.execute(database);
      return rows.map((row) => String(row.text));
    },
    async commandsByDay() {
      const { rows } = await sql<{ day: bigint; n: bigint }>`
        select epoch_us(created_at) // 86400000000 as day, count(*) as n
        from commands group by 1 order by 1`.execute(database);
      return new Map(rows.map((row) => [Number(row.day), Number(row.n)]));
    },
    execute: async (statement) =>
      (await sql.raw<Record<string, unknown>>(statement).execute(database)).rows,
    close: () => database.destroy(),
  };
}
