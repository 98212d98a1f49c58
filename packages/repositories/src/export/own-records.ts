import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { isOneOf, type KeySource, keysByAge } from "../keys-by-age.ts";
import { type ExportedRecord, type ExportedType, toData } from "./record.ts";

/** How many rows are in memory at a time; webhook bodies come alone. */
const rowsAtOnce = 100;

/** Tables of a person's rows, the type of their records, and the time that they are in the order of. */
const tables = [
  ["users", "user", "created_at", "id"],
  ["github_connections", "github_connection", "created_at", "user_id"],
  ["repo_policies", "repo_policy", "created_at", "user_id"],
  ["commands", "command", "created_at", "user_id"],
  ["agent_tasks", "agent_task", "created_at", "user_id"],
  ["pending_actions", "pending_action", "created_at", "user_id"],
  ["action_logs", "action_log", "created_at", "user_id"],
] as const satisfies readonly (readonly [keyof Database, ExportedType, string, string])[];

/** A person's rows of the tables that have owners. */
export async function* ownRecords(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  for (const [table, type, time, owner] of tables) {
    yield* recordsOf(db, type, { table, time, where: sql`${sql.ref(owner)} = ${userId}` });
  }
  yield* smallRecords(db, userId);
}

/** All rows of a table that the condition holds of, the oldest first, a few in memory at a time. */
export async function* recordsOf(
  db: Executor<Database>,
  type: ExportedType,
  { table, time, where }: Pick<KeySource, "table" | "time" | "where">,
): AsyncIterable<ExportedRecord> {
  const source: KeySource = { table, key: "id", keyType: "uuid", time, where };
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

/** Those that a person has few of, and that have no id. */
async function* smallRecords(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  const isOwn: RawBuilder<boolean> = sql`user_id = ${userId}`;
  const quotas = await db.selectFrom("pending_action_quotas").selectAll().where(isOwn).execute();
  for (const row of quotas) yield { type: "pending_action_quota", data: toData(row) };
  const runs = await db
    .selectFrom("action_runs")
    .selectAll()
    .where(isOwn)
    .orderBy("started_at")
    .execute();
  for (const row of runs) yield { type: "action_run", data: toData(row) };
}
