import type { Executor } from "@handsfree/query";
import type { Database, StandingGrantRow } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";

/** The audit row of a change of a grant. It belongs to the person who approves. */
export function recordGrant(
  db: Executor<Database>,
  { id, user_id: userId }: Pick<StandingGrantRow, "id" | "user_id">,
  {
    event,
    by,
    details,
  }: {
    readonly event: SystemEvent<"standing_grant">;
    readonly by: string | null;
    readonly details?: Readonly<Record<string, unknown>>;
  },
  context: Context,
): Compilable {
  const actionType = `standing_grant.${event}` as const;
  const result = { by, ...details };
  return insertActionLog(db, { userId, actionType, target: id, ok: true, result }, context);
}
