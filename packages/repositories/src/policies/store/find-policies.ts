import { type Executor, InvalidInputError, type Page, pageLimits } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { requireCall } from "../../context.ts";
import { requireObject, requireWhole } from "../../validate.ts";
import {
  type PolicyVersion,
  type StoredPolicies,
  toVersion,
  versionColumns,
} from "./stored-policies.ts";

/** The largest number of the column. */
const mostVersions = 2_147_483_647;

/**
 * Finds the policies of a version.
 *
 * @param version default: the version that holds.
 * @returns undefined if there is no such version, or if none was ever stored.
 * @throws {InvalidInputError} for a version that is not a whole number from 1.
 */
export async function findPolicies(
  db: Executor<Database>,
  version?: number,
): Promise<StoredPolicies | undefined> {
  requireCall(db);
  const query = db.selectFrom("action_policies").select([...versionColumns, "policies"]);
  const row = await (
    version === undefined
      ? query.where("replaced_at", "is", null)
      : query.where("version", "=", requireVersion("version", version))
  ).executeTakeFirst();
  return row && { ...toVersion(row), text: row.policies };
}

/** The page of versions to list. */
export interface PolicyVersionsRequest {
  /** From 1 to 1000. Default 100. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before. Default: the page starts with the newest version. */
  readonly cursor?: string | undefined;
}

/**
 * Lists the versions of the policies, newest first, without their texts.
 *
 * @throws {InvalidInputError} for an invalid limit or cursor.
 */
export async function listPolicyVersions(
  db: Executor<Database>,
  request: PolicyVersionsRequest = {},
): Promise<Page<PolicyVersion>> {
  requireCall(db);
  const { limit = pageLimits.defaultRows, cursor } = requireObject("request", request);
  requireWhole("limit", limit, 1, pageLimits.rows);
  let query = db.selectFrom("action_policies").select(versionColumns).orderBy("version", "desc");
  if (cursor !== undefined) query = query.where("version", "<", decodeCursor(cursor));
  const rows = await query.limit(sql.lit(limit + 1)).execute();
  const items = rows.slice(0, limit).map(toVersion);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : String(last.version) };
}

/** @throws {InvalidInputError} unless it is a number that a version can have. */
export function requireVersion(field: string, version: number): number {
  return requireWhole(field, version, 1, mostVersions);
}

function decodeCursor(cursor: string): number {
  const isVersion = typeof cursor === "string" && /^[1-9]\d{0,9}$/.test(cursor);
  if (isVersion && Number(cursor) <= mostVersions) return Number(cursor);
  throw new InvalidInputError(
    "cursor",
    "is not one that a list returned; pass the last page's cursor unchanged, or none to start over",
  );
}
