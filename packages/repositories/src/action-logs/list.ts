import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { largeContents } from "../large-contents.ts";
import type { Reader } from "../reader.ts";
import { requireObject } from "../validate.ts";
import { type ActionLogConditions, requireFilter } from "./filter.ts";
import { actionLogLimits } from "./limits.ts";
import { type ActionLog, logColumns, toActionLog } from "./log.ts";

/** The reader, the conditions and the page of a list of action logs. */
export type ActionLogFilter = Reader & ActionLogConditions & PageRequest;

/**
 * Lists the action logs of a user, or of all users for an auditor, newest first. A page of a search, also for a
 * credential, can end before it is full; then it has `searchedTo`, and the next page goes on.
 *
 * @throws {InvalidInputError} for an invalid user, filter, limit, time or cursor.
 */
export async function listActionLogs(
  db: Executor<Database>,
  filter: ActionLogFilter,
): Promise<Page<ActionLog>> {
  requireCall(db);
  const { limit, cursor, order, since, until, ...conditions } = requireObject("filter", filter);
  const { indexed, searched } = requireFilter(conditions);
  let query = db.selectFrom("action_logs").select(logColumns);
  for (const condition of indexed) query = query.where(condition);
  const page = await fetchPage(
    db,
    query,
    "created_at",
    { limit, cursor, order, since, until },
    largeContents.action_logs,
    searched.length === 0
      ? undefined
      : {
          matching: (rows) => rows.where((log) => log.and(searched)),
          rows: actionLogLimits.searchedRows,
        },
  );
  return { ...page, items: page.items.map(toActionLog) };
}
