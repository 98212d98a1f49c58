import type { Executor, LargeContents } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { findRunRow } from "../action-logs/key-holder.ts";
import { isOneOf, type KeySource, keysByAge } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { type ExportedRecord, type ExportedType, toData } from "./record.ts";

/** The maximum of rows in memory at a time, if they are small; webhook bodies are read singly. */
const rowsAtOnce = 100;

/** The tables with an owner, the type of their records, and the time that orders them. */
const tables = [
  ["users", "user", "created_at", "id"],
  ["github_connections", "github_connection", "created_at", "user_id"],
  ["repo_policies", "repo_policy", "created_at", "user_id"],
  ["commands", "command", "created_at", "user_id"],
  ["agent_tasks", "agent_task", "created_at", "user_id"],
  ["pending_actions", "pending_action", "created_at", "user_id"],
  ["standing_grants", "standing_grant", "created_at", "user_id"],
  ["webhook_endpoints", "webhook_endpoint", "created_at", "user_id"],
  ["notice_subscriptions", "repo_subscription", "created_at", "user_id"],
  ["notices", "notice", "created_at", "user_id"],
  ["event_triggers", "event_trigger", "created_at", "user_id"],
  ["notification_channels", "notification_channel", "created_at", "user_id"],
  ["notification_deliveries", "notification_delivery", "created_at", "user_id"],
  ["action_logs", "action_log", "created_at", "user_id"],
] as const satisfies readonly (readonly [keyof Database, ExportedType, string, string])[];

const contentsOf: Partial<Record<keyof Database, LargeContents>> = largeContents;

/** The records of all tables with an owner. */
export async function* ownRecords(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  for (const [table, type, time, owner] of tables) {
    const where = sql<boolean>`${sql.ref(owner)} = ${userId}`;
    yield* recordsOf(db, type, { table, time, where, contents: contentsOf[table] });
  }
  yield* smallRecords(db, userId);
}

/** All rows of a table that satisfy the condition, the oldest first, a few in memory at a time. */
export async function* recordsOf(
  db: Executor<Database>,
  type: ExportedType,
  { table, time, where, contents }: Pick<KeySource, "table" | "time" | "where" | "contents">,
): AsyncIterable<ExportedRecord> {
  const source: KeySource = { table, key: "id", time, where, contents };
  for await (const keys of keysByAge(db, source, rowsAtOnce)) {
    const rows = await db
      .selectFrom(table)
      .selectAll()
      .where(isOneOf(source, keys))
      .orderBy(sql.ref(time))
      .orderBy(sql.ref("id"))
      .execute();
    for (const row of rows) yield { type, data: toData(row) };
  }
}

/** The records of tables without an id, of which a person has few. */
async function* smallRecords(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  const isOwn: RawBuilder<boolean> = sql`user_id = ${userId}`;
  const quotas = await db.selectFrom("pending_action_quotas").selectAll().where(isOwn).execute();
  for (const row of quotas) yield { type: "pending_action_quota", data: toData(row) };
  const chosen = await db.selectFrom("notice_priorities").selectAll().where(isOwn).execute();
  for (const row of chosen) yield { type: "notice_priorities", data: toData(row) };
  // Without the answers, which are about records that are exported themselves.
  const requests = await db
    .selectFrom("idempotent_requests")
    .select(["caller_id", "route", "state", "status", "location", "created_at", "ended_at"])
    .where("caller_id", "=", userId)
    .orderBy("created_at")
    .execute();
  for (const row of requests) yield { type: "idempotent_request", data: toData(row) };
  const runs = await db
    .selectFrom("action_runs")
    .select("owned_key")
    .where(isOwn)
    .orderBy("started_at")
    .execute();
  // One at a time: their requests can be large, and few are unfinished.
  for (const { owned_key } of runs) {
    const row = await findRunRow(db, owned_key);
    if (row !== undefined) yield { type: "action_run", data: toData(row) };
  }
}
