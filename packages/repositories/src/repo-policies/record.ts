import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";
import type { RepoPolicyKey } from "./find.ts";

interface Change extends RepoPolicyKey {
  readonly event: SystemEvent<"repo_policy">;
  readonly by: string | null;
  /** The values that were set. */
  readonly set?: object;
}

/** The audit row of a change. It belongs to the user of the policy. */
export function recordChange(
  db: Executor<Database>,
  { userId, repository, event, by, set }: Change,
  context: Context,
): Compilable {
  const actionType = `repo_policy.${event}` as const;
  const result = { by, ...(set && { set }) };
  return insertActionLog(db, { userId, actionType, target: repository, ok: true, result }, context);
}
