import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { type Reader } from "../reader.ts";
import { requireObject, requireTime } from "../validate.ts";
import { type ActionLogConditions, requireFilter } from "./filter.ts";
import { actionLogLimits } from "./limits.ts";
import { listActionLogs } from "./list.ts";
import type { ActionLog } from "./log.ts";

/** The logs to export. */
export type ActionLogExportFilter = Reader &
  ActionLogConditions & {
    /** Only logs of this time or later. */
    readonly since?: Date | undefined;
    /** Only logs before this time. Default: now, so that the export ends. */
    readonly until?: Date | undefined;
  };

/** The logs of an export, or their number and bytes if they are too many. */
export type ActionLogExport =
  | {
      readonly outcome: "exported";
      /** The logs in batches, the newest first. They are read as they are taken. */
      readonly batches: AsyncIterable<readonly ActionLog[]>;
    }
  | {
      readonly outcome: "too_large";
      readonly logs: number;
      /** The bytes of targets, requests and results, as far as they are on record. */
      readonly bytes: number;
    };

/**
 * Exports the action logs of a user, or of all users for an auditor: up to 1,000,000 logs with up to 256 MiB of contents.
 *
 * @throws {InvalidInputError} for an invalid user, filter or time.
 */
export async function exportActionLogs(
  db: Executor<Database>,
  filter: ActionLogExportFilter,
  context: Context = systemContext,
): Promise<ActionLogExport> {
  requireCall(db, context);
  const { since, until = context.now(), ...conditions } = requireObject("filter", filter);
  const { indexed, searched } = requireFilter(conditions);
  let query = db.selectFrom("action_logs").where("created_at", "<", requireTime("until", until));
  for (const condition of [...indexed, ...searched]) query = query.where(condition);
  if (since !== undefined) query = query.where("created_at", ">=", requireTime("since", since));
  const size = await query
    .select(({ fn }) => [
      fn.countAll<number>().as("logs"),
      sql<number>`cast(coalesce(sum(content_bytes), 0) as double precision)`.as("bytes"),
    ])
    .executeTakeFirstOrThrow();
  const { logs, bytes } = size;
  if (logs > actionLogLimits.exportedLogs || bytes > actionLogLimits.exportedBytes) {
    return { outcome: "too_large", logs, bytes };
  }
  return { outcome: "exported", batches: readBatches(db, { ...filter, until }) };
}

async function* readBatches(
  db: Executor<Database>,
  filter: ActionLogExportFilter,
): AsyncGenerator<readonly ActionLog[], void> {
  let cursor: string | undefined;
  do {
    const page = await listActionLogs(db, { ...filter, limit: 1000, cursor });
    if (page.items.length > 0) yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
