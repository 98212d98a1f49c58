import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { nilUser } from "../nil-user.ts";
import { eraseAll, eraseBatch, erasedAtOnce, type Erasure } from "./batches.ts";
import { holdsAny } from "./search-text.ts";
import { mentionsOf } from "./mentions.ts";
import type { Subject } from "./subject.ts";

/** A table of which a person's rows go whole. */
export type OwnedTable =
  | "pending_action_quotas"
  | "commands"
  | "agent_tasks"
  | "repo_policies"
  | "action_runs"
  | "github_connections"
  | "users";

/** What a row of each is found by, and the column of its owner. */
export const ownedTables: Readonly<Record<OwnedTable, readonly [key: string, owner: string]>> = {
  pending_action_quotas: ["user_id", "user_id"],
  commands: ["id", "user_id"],
  agent_tasks: ["id", "user_id"],
  repo_policies: ["id", "user_id"],
  action_runs: ["owned_key", "user_id"],
  github_connections: ["id", "user_id"],
  users: ["id", "id"],
};

/** Deletes a person's rows of a table. */
export function eraseRows(erasure: Erasure, table: OwnedTable, { userId }: Subject): Promise<void> {
  const [key, owner] = ownedTables[table].map((column) => sql.ref<string>(column)) as [
    RawBuilder<string>,
    RawBuilder<string>,
  ];
  return eraseAll(erasure, async (transaction) => {
    const rows = await transaction
      .selectFrom(table)
      .select(sql<string>`${key}`.as("key"))
      .where(sql<boolean>`${owner} = ${userId}`)
      .limit(erasedAtOnce)
      .execute();
    if (rows.length === 0) return {};
    const { numDeletedRows } = await transaction
      .deleteFrom(table)
      .where(sql<boolean>`${key} in (${sql.join(rows.map((row) => row.key))})`)
      .executeTakeFirstOrThrow();
    return { [table]: { deleted: Number(numDeletedRows) } };
  });
}

/** Takes a person out of what they asked for: erasures of others, and replays. */
export async function eraseRequests(erasure: Erasure, subject: Subject): Promise<void> {
  await eraseBatch(erasure, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("erasures")
      .set({ requested_by: nilUser })
      .where("requested_by", "=", subject.userId)
      .executeTakeFirstOrThrow();
    return { erasures: { cleared: Number(numUpdatedRows) } };
  });
  const replays = await replaysNaming(erasure.db, subject);
  if (replays.length === 0) return;
  await eraseBatch(erasure, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("webhook_replays")
      .set({ requested_by: null, reason: null })
      .where("id", "in", replays)
      .executeTakeFirstOrThrow();
    return { webhook_replays: { cleared: Number(numUpdatedRows) } };
  });
}

/** The replays that the person asked for, or that somebody gave the person as a reason of. */
export async function replaysNaming(
  db: Executor<Database>,
  subject: Subject,
): Promise<readonly string[]> {
  const { needles, isIn } = mentionsOf(subject);
  const rows = await db
    .selectFrom("webhook_replays")
    .select(["id", "requested_by", "reason"])
    .where((row) => row.or([holdsAny("requested_by", needles), holdsAny("reason", needles)]))
    .execute();
  return rows
    .filter((row) => [row.requested_by, row.reason].some((text) => text !== null && isIn(text)))
    .map(({ id }) => id);
}
