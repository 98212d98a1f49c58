import type { Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";

const ofTheFeed: ReadonlySet<string> = new Set(["events", "feed_entries", "feed_state"]);

/**
 * Every row of every table but for one user's own, as texts that can be compared. What belongs to an action is its
 * owner's; what has no owner at all is in it too, since a user's call is not to change that either. The feed is
 * left out: it only names rows, and a reader gives new events their place.
 */
export async function dumpAllBut(db: Kysely<Database>, userId: string): Promise<Set<string>> {
  const own = await db
    .selectFrom("pending_actions")
    .select("id")
    .where("user_id", "=", userId)
    .execute();
  const ownActions = new Set<unknown>(own.map(({ id }) => id));
  const tables = await db.introspection.getTables();
  const dumps = await Promise.all(
    tables
      .filter(({ name }) => !ofTheFeed.has(name))
      .map(async ({ name }) => {
        const { rows } = await sql<
          Record<string, unknown>
        >`select * from ${sql.table(name)}`.execute(db);
        return rows
          .filter((row) => row["user_id"] !== userId && !ownActions.has(row["action_id"]))
          .map((row) => `${name} ${JSON.stringify(row)}`);
      }),
  );
  return new Set(dumps.flat());
}

/** What is only in one of them. */
export function differences(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [
    ...[...before].filter((row) => !after.has(row)).map((row) => `gone: ${row}`),
    ...[...after].filter((row) => !before.has(row)).map((row) => `new: ${row}`),
  ];
}
