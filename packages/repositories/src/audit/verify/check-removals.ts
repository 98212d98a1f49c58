import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { merkleRoot } from "../merkle.ts";
import { removalHash } from "../remove-contents.ts";
import type { AuditFinding } from "./finding.ts";
import type { EntryPage } from "./read-pages.ts";

/** Compares the lists of removed contents with their entries, and the rows with the lists. */
export async function checkRemovals(
  db: Executor<Database>,
  { entries, range }: EntryPage,
): Promise<AuditFinding[]> {
  const rows = await db
    .selectFrom("audit_removals")
    .leftJoin("action_logs", "action_logs.id", "audit_removals.log_id")
    .select([
      "audit_removals.number",
      "audit_removals.log_id",
      "audit_removals.anonymized",
      "action_logs.id",
      "action_logs.removal",
    ])
    .where("audit_removals.number", ">=", range.first)
    .where("audit_removals.number", "<=", range.last)
    .orderBy("audit_removals.number")
    .orderBy("audit_removals.log_id")
    .execute();
  const lists = Map.groupBy(rows, ({ number }) => number);
  const findings: AuditFinding[] = [];
  for (const { kind, number, count, root } of entries) {
    if (kind !== "removal") continue;
    const list = lists.get(number) ?? [];
    lists.delete(number);
    const made = merkleRoot(list.map(({ log_id, anonymized }) => removalHash(log_id, anonymized)));
    if (made !== root || list.length !== count) {
      findings.push({ kind: "altered_removals", entry: number });
    }
    for (const { id, removal, log_id } of list) {
      // A later removal, which also removed the user, replaced this one.
      if (id === null || (removal !== null && removal >= number)) continue;
      findings.push({ kind: "undone_removal", logId: log_id, entry: number });
    }
  }
  // The remaining lists belong to no removal.
  const strays = [...lists.keys()].map((entry) => ({ kind: "altered_removals", entry }) as const);
  return [...findings, ...strays];
}
