import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isOneOf } from "../one-of.ts";
import { requireReader } from "../reader.ts";
import { requireObject, requireUuids } from "../validate.ts";
import type { ActionsOfReader } from "./find-summaries.ts";

/** An action, and when something of it happened. */
export interface OwnAction {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/**
 * Finds those of the actions that the reader owns, or all of them for an auditor.
 *
 * @throws {InvalidInputError} for an invalid reader, or an id that is not a UUID.
 */
export async function findOwnActions(
  db: Executor<Database>,
  wanted: ActionsOfReader,
): Promise<OwnAction[]> {
  const reader = requireReader(requireObject("wanted", wanted));
  const ids = requireUuids("ids", wanted.ids);
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("pending_actions")
    .select([
      "id",
      "user_id as userId",
      "created_at as createdAt",
      "started_at as startedAt",
      "ended_at as endedAt",
    ])
    .where(isOneOf("id", "uuid", ids))
    .execute();
  return rows.filter(({ userId }) => userId === (reader ?? userId));
}

/** The earliest and the latest of some times, with a margin in milliseconds on both sides. */
export function spanOf(
  times: readonly Date[],
  margin: number,
): { readonly from: Date; readonly to: Date } {
  const values = times.map((time) => time.getTime());
  return {
    from: new Date(Math.min(...values) - margin),
    to: new Date(Math.max(...values) + margin),
  };
}
