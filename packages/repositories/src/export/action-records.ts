import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { hasAHandIn } from "../erasure/erase-actions.ts";
import { keysByAge } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { recordsOf } from "./own-records.ts";
import { type ExportedRecord, toData } from "./record.ts";

/** The records that belong to a person's actions, and the person's part in other users' actions. */
export async function* actionRecords(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  const own = sql`(select id from pending_actions where user_id = ${userId})`;
  yield* recordsOf(db, "pending_action_approval", {
    table: "pending_action_approvals",
    time: "approved_at",
    where: sql`(approver_id = ${userId} or action_id in ${own})`,
  });
  yield* recordsOf(db, "pending_action_version", {
    table: "pending_action_versions",
    time: "created_at",
    where: sql`action_id in ${own}`,
    contents: largeContents.pending_action_versions,
  });
  const tokens = await db
    .selectFrom("pending_action_tokens")
    .selectAll()
    .where(sql<boolean>`action_id in ${own}`)
    .orderBy("created_at")
    .execute();
  for (const row of tokens) yield { type: "pending_action_token", data: toData(row) };
  yield* othersActions(db, userId);
  const edits = await db
    .selectFrom("pending_action_versions")
    .select(["id", "action_id", "version", "edited_by", "created_at"])
    .where(sql<boolean>`(edited_by = ${userId} and action_id not in ${own})`)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  // Without the payload, which belongs to the owner of the action.
  for (const edit of edits) {
    yield { type: "mention", data: { table: "pending_action_versions", ...edit } };
  }
}

async function* othersActions(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  const keys = keysByAge(
    db,
    {
      table: "pending_actions",
      key: "id",
      time: "created_at",
      where: hasAHandIn(userId),
    },
    100,
  );
  for await (const found of keys) {
    const rows = await db
      .selectFrom("pending_actions")
      .select([
        "id",
        "proposed_by",
        "edited_by",
        "decided_by",
        "decided_at",
        "decision_reason",
        "approvers",
      ])
      .where(
        "id",
        "in",
        found.map(({ key }) => key),
      )
      .orderBy("created_at")
      .execute();
    for (const row of rows) {
      const decided = row.decided_by === userId;
      const data = {
        action_id: row.id,
        proposed: row.proposed_by === userId,
        edited: row.edited_by === userId,
        may_decide: row.approvers?.toLowerCase().includes(userId) ?? false,
        decided_at: decided ? row.decided_at : null,
        decision_reason: decided ? row.decision_reason : null,
      };
      yield { type: "others_action", data };
    }
  }
}
