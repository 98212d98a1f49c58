import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { loggedAt } from "../logged-rows.ts";
import { isBehind, type Place } from "../place.ts";
import { isRemovalRecorded, rowHash } from "../row-hash.ts";
import type { Findings } from "./findings.ts";

/** Selects '' instead of a content, which can be large. The state of a row depends only on whether there is one. */
function marker<Column extends "target" | "request" | "result" | "idempotency_key">(
  column: Column,
) {
  return sql<
    string | null
  >`case when ${sql.ref(`action_logs.${column}`)} is not null then '' end`.as(column);
}

/** The columns that decide whether an honest writer leaves a row in this state. */
const stateColumns = [
  "action_logs.id",
  "action_logs.user_id",
  "action_logs.action_type",
  "action_logs.ok",
  "action_logs.content_salt",
  "action_logs.content_digest",
  "action_logs.removal",
  "action_logs.credential_id",
  loggedAt,
  marker("target"),
  marker("request"),
  marker("result"),
  marker("idempotency_key"),
] as const;

/**
 * Checks the rows that are not sealed: they must be after the watermark, and a removal of their content must be
 * recorded.
 *
 * @param sealed the position up to which rows are sealed.
 * @returns the number of rows that wait for a seal.
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
    .select([...stateColumns, "audit_removals.anonymized"])
    .select(behind.as("is_behind"))
    .where((row) =>
      row.or([
        behind,
        row("action_logs.removal", "is not", null),
        row("action_logs.content_digest", "is not", null),
      ]),
    );
  for await (const row of suspects.stream(1000)) {
    const isHonest = rowHash(row) !== undefined && isRemovalRecorded(row, row.anonymized);
    if (row.is_behind) findings.add({ kind: "inserted_row", logId: row.id });
    else if (!isHonest) findings.add({ kind: "unrecorded_removal", logId: row.id });
  }
  const { waiting } = await unsealed
    .select(sql<number>`count(*)`.as("waiting"))
    .where((row) => row.not(behind))
    .executeTakeFirstOrThrow();
  return waiting;
}
