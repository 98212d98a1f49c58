import {
  type Executor,
  InvalidInputError,
  type Page,
  type PageOrder,
  pageLimits,
} from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { requireCall } from "../../context.ts";
import { requireObject, requireOneOf, requireString, requireWhole } from "../../validate.ts";
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
  /** The `nextCursor` of the page before, or the `prevCursor` of the page after. Default: the first page. */
  readonly cursor?: string | undefined;
  /** `desc` for the newest first. Default `desc`. */
  readonly order?: PageOrder | undefined;
}

/**
 * Lists the versions of the policies without their texts, newest first unless `order` says otherwise.
 *
 * @throws {InvalidInputError} for an invalid limit, order or cursor, and for a cursor of the other order.
 */
export async function listPolicyVersions(
  db: Executor<Database>,
  request: PolicyVersionsRequest = {},
): Promise<Page<PolicyVersion>> {
  requireCall(db);
  const {
    limit = pageLimits.defaultRows,
    cursor,
    order = "desc",
  } = requireObject("request", request);
  requireWhole("limit", limit, 1, pageLimits.rows);
  requireOneOf("order", order, ["desc", "asc"]);
  const start = cursor === undefined ? undefined : decodeCursor(cursor, order);
  const isBack = start?.side === "prev";
  const isDescending = (order === "desc") !== isBack;
  let query = db
    .selectFrom("action_policies")
    .select(versionColumns)
    .orderBy("version", isDescending ? "desc" : "asc");
  if (start) query = query.where("version", isDescending ? "<" : ">", start.version);
  const rows = await query.limit(sql.lit(limit + 1)).execute();
  const found = rows.slice(0, limit).map(toVersion);
  const hasMore = rows.length > limit;
  const items = isBack ? found.toReversed() : found;
  const toCursor = (side: Side, item: PolicyVersion | undefined): string | null =>
    item === undefined ? null : `${item.version}/${order}/${side}`;
  return {
    items,
    nextCursor: isBack || hasMore ? toCursor("next", items.at(-1)) : null,
    prevCursor: (isBack ? hasMore : start !== undefined) ? toCursor("prev", items[0]) : null,
  };
}

/** @throws {InvalidInputError} unless it is a number that a version can have. */
export function requireVersion(field: string, version: number): number {
  return requireWhole(field, version, 1, mostVersions);
}

type Side = "next" | "prev";

const form = /^([1-9]\d{0,9})\/(desc|asc)\/(next|prev)$/;

function decodeCursor(
  cursor: string,
  order: PageOrder,
): { readonly version: number; readonly side: Side } {
  const [, version = "", cursorOrder, side] = form.exec(requireString("cursor", cursor)) ?? [];
  if (side === undefined || Number(version) > mostVersions) {
    throw new InvalidInputError(
      "cursor",
      "is not one that a list returned; pass the last page's cursor unchanged, or none to start over",
    );
  }
  if (cursorOrder === order) return { version: Number(version), side: side as Side };
  const problem = `is of a list in the order ${cursorOrder}; keep that order, or leave the cursor out`;
  throw new InvalidInputError("cursor", problem);
}
