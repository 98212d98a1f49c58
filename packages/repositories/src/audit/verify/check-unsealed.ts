import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { loggedAt, loggedColumns, toLoggedRow } from "../logged-rows.ts";
import { isBehind, type Place } from "../place.ts";
import { rowHash } from "../row-hash.ts";
import { isRemovalRecorded } from "./check-seal.ts";
import type { Findings } from "./findings.ts";

/**
 * Looks at the rows that no seal holds: none may lie behind what is sealed, and none may have lost its
 * content without an entry that says so.
 *
 * @param sealed how far rows are sealed.
 * @returns how many wait to be sealed.
 */
export async function checkUnsealed(
  db: Executor<Database>,
  sealed: Place | undefined,
  findings: Findings,
): Promise<number> {
  const behind: RawBuilder<boolean> = sealed === undefined ? sql`false` : isBehind(sealed);
  const unsealed = db
    .selectFrom("action_logs")
    .leftJoin("audit_leaves", "audit_leaves.log_id", "action_logs.id")
    .where("audit_leaves.log_id", "is", null);
  const suspects = unsealed
    .leftJoin("audit_removals", (join) =>
      join
        .onRef("audit_removals.log_id", "=", "action_logs.id")
        .onRef("audit_removals.number", "=", "action_logs.removal"),
    )
    .select([...loggedColumns, loggedAt, "audit_removals.anonymized"])
    .select(behind.as("is_behind"))
    .where((row) =>
      row.or([
        behind,
        row("action_logs.removal", "is not", null),
        row("action_logs.content_digest", "is not", null),
      ]),
    );
  for await (const row of suspects.stream(1000)) {
    const isHonest =
      rowHash(toLoggedRow(row)) !== undefined && isRemovalRecorded(row, row.anonymized);
    if (row.is_behind) findings.add({ kind: "inserted_row", logId: row.id });
    else if (!isHonest) findings.add({ kind: "unrecorded_removal", logId: row.id });
  }
  const { waiting } = await unsealed
    .select(sql<number>`count(*)`.as("waiting"))
    .where((row) => row.not(behind))
    .executeTakeFirstOrThrow();
  return waiting;
}
