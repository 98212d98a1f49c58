import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { isOneOf } from "../../one-of.ts";

/** Those of the names that no group has. */
export async function findUnknownGroups(
  transaction: Transaction<Database>,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const unknown = new Set(names);
  if (unknown.size === 0) return unknown;
  const rows = await transaction
    .selectFrom("approver_groups")
    .select("name")
    .where(isOneOf("name", "text", [...unknown]))
    .execute();
  for (const { name } of rows) unknown.delete(name);
  return unknown;
}
