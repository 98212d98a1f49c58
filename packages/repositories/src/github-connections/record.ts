import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";

interface Change {
  readonly userId: string;
  readonly id: string;
  readonly event: SystemEvent<"github_connection">;
  readonly by: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The audit row of a change. It belongs to the owner, and holds neither the reference nor the scopes. */
export function recordChange(
  db: Executor<Database>,
  { userId, id, event, by, details }: Change,
  context: Context,
): Compilable {
  const actionType = `github_connection.${event}` as const;
  const result = { by, ...details };
  return insertActionLog(db, { userId, actionType, target: id, ok: true, result }, context);
}
