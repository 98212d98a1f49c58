import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { AuditFinding } from "./finding.ts";

/**
 * Finds leaves and removals beyond the end of the chain.
 *
 * @param end the number of the last checked entry. Entries that were appended later are not strays.
 */
export async function checkStrays(db: Executor<Database>, end: number): Promise<AuditFinding[]> {
  const leaves = await db
    .selectFrom("audit_leaves")
    .leftJoin("audit_seals", "audit_seals.number", "audit_leaves.seal_number")
    .select("audit_leaves.seal_number as entry")
    .distinct()
    .where("audit_leaves.seal_number", ">", end)
    .where("audit_seals.number", "is", null)
    .execute();
  const removals = await db
    .selectFrom("audit_removals")
    .leftJoin("audit_seals", "audit_seals.number", "audit_removals.number")
    .select("audit_removals.number as entry")
    .distinct()
    .where("audit_removals.number", ">", end)
    .where("audit_seals.number", "is", null)
    .execute();
  return [
    ...leaves.map(({ entry }) => ({ kind: "stray_leaves", entry }) as const),
    ...removals.map(({ entry }) => ({ kind: "altered_removals", entry }) as const),
  ];
}
