import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";
import { nilUser } from "../person.ts";

/** A change to record, and who made it. */
interface GroupChange {
  readonly event: SystemEvent<"approver_group">;
  readonly by: string | null;
  /** The person who became a member, or no longer is one. */
  readonly member?: string;
}

/** The audit row of a change of a group. It belongs to the member, or to the nil user for a change of the group itself. */
export function recordGroupChange(
  db: Executor<Database>,
  { id, name }: { readonly id: string; readonly name: string },
  { event, by, member = nilUser }: GroupChange,
  context: Context,
): Compilable {
  const log = {
    userId: member,
    actionType: `approver_group.${event}`,
    target: id,
    ok: true,
    result: { by, name },
  } as const;
  return insertActionLog(db, log, context);
}
