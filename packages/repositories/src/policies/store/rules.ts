import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";

/** The version of the policies that holds, and the time until which grants hold. */
export interface Rules {
  /** The newest policies; null if none were ever stored. */
  readonly policies: NewestPolicies | null;
  /** The instant from which none of the stored grants holds any more; null if there is none. */
  readonly grantedUntil: Date | null;
}

/** The newest policies, without their text. */
export interface NewestPolicies {
  readonly version: number;
  readonly sha256: string;
}

/**
 * Reads which policies hold and whether there are grants, by one small statement. Without parameters, DuckDB plans it
 * only once.
 */
export async function findRules(db: Executor<Database>): Promise<Rules> {
  const rows = await db
    .selectFrom("action_policies")
    .select(["version", "policies_sha256", sql<Date | null>`cast(null as timestamptz)`.as("until")])
    .where("replaced_at", "is", null)
    .unionAll((from) =>
      from
        .selectFrom("standing_grants")
        .select(({ fn }) => [
          sql<number>`cast(null as integer)`.as("version"),
          sql<string>`cast(null as text)`.as("policies_sha256"),
          fn.max("expires_at").as("until"),
        ])
        .where("revoked_at", "is", null),
    )
    .execute();
  let rules: Rules = { policies: null, grantedUntil: null };
  for (const { version, policies_sha256: sha256, until } of rows) {
    rules =
      version === null
        ? { ...rules, grantedUntil: until }
        : { ...rules, policies: { version, sha256 } };
  }
  return rules;
}
