import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import type { RetentionFindings } from "./rule.ts";

/** The rows that a rule governs. */
export interface Governed {
  readonly table: keyof Database;
  /** The column of the age. */
  readonly time: string;
  /** The rows that have what the rule removes. */
  readonly scope: RawBuilder<boolean>;
  /** The rows of the scope that are due. Never null. */
  readonly isDue: RawBuilder<boolean>;
  /** The rows that still have some of it after the due part is removed. Default: those that are not due. */
  readonly stays?: RawBuilder<boolean> | undefined;
}

/** Counts the due rows and finds the oldest row that stays, in one scan. */
export async function lookAt(
  db: Executor<Database>,
  { table, time, scope, isDue, stays = sql`not ${isDue}` }: Governed,
): Promise<RetentionFindings> {
  const found = await db
    .selectFrom(table)
    .select([
      sql<number>`count(case when ${isDue} then 1 end)`.as("due"),
      sql<Date | null>`min(case when ${stays} then ${sql.ref(time)} end)`.as("oldest_left"),
    ])
    .where(scope)
    .executeTakeFirstOrThrow();
  return { due: found.due, oldestLeft: found.oldest_left };
}
