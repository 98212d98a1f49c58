import { engineOf, type Executor, type SizedKey, storedBytes } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Expression, type ExpressionBuilder, sql, type SqlBool } from "kysely";
import { largeContents } from "../../large-contents.ts";
import type { Guard } from "../../work/leased-work.ts";

/** Later than any time, but a time: DuckDB's zone maps do not serve `is not null`. */
const forever = new Date("9999-12-31T00:00:00Z");

/**
 * The condition that a worker may take a row, now or after a lease. On DuckDB the zone maps leave out the other rows,
 * and PostgreSQL has an index of these.
 */
function isQueued(row: ExpressionBuilder<Database, "pending_actions">): Expression<SqlBool> {
  return row("queued_at", "<=", forever);
}

/** Which actions a worker looks for. */
interface Wanted {
  readonly types: readonly string[];
  readonly userId: string | undefined;
}

/** Finds when the next grace time of actions that a worker looks for is over; undefined if there is none. */
export async function findNextGraceEnd(
  db: Executor<Database>,
  { types, userId }: Wanted,
  now: Date,
): Promise<Date | undefined> {
  const { end } = await db
    .selectFrom("pending_actions")
    .where(isQueued)
    .where("executable_at", ">", now)
    .where("action_type", "in", types)
    .$if(userId !== undefined, (query) => query.where("user_id", "=", userId as string))
    .select(({ fn }) => fn.min<Date | null>("executable_at").as("end"))
    .executeTakeFirstOrThrow();
  return end ?? undefined;
}

/** Finds up to `limit` actions that a worker can take, in the order of their decisions. */
export function findDueActions(
  db: Executor<Database>,
  { types, userId }: Wanted,
  isDue: Guard<"pending_actions">,
  limit: number,
): Promise<SizedKey[]> {
  const queued = db
    .selectFrom("pending_actions")
    .where(isQueued)
    .where(isDue)
    .$if(userId !== undefined, (query) => query.where("user_id", "=", userId as string))
    .select(["id as key", "queued_at", storedBytes(largeContents.pending_actions).as("bytes")])
    .orderBy("queued_at")
    .orderBy("id")
    .limit(limit);
  if (engineOf(db) === "duckdb") return queued.where("action_type", "in", types).execute();
  // Type by type, so that PostgreSQL reads its index in the order of the queue.
  const ofType = queued.where(sql<boolean>`action_type = type.name`).as("action");
  return db
    .selectFrom(sql`unnest(cast(${types} as text[]))`.as<"type">(sql`type(name)`))
    .innerJoinLateral(ofType, (join) => join.onTrue())
    .select(["action.key", "action.bytes"])
    .orderBy("action.queued_at")
    .orderBy("action.key")
    .limit(limit)
    .execute();
}
