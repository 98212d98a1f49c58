import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";
import { nilUser } from "../person.ts";

/** A change to record, and who made it. */
interface EndpointChange {
  readonly event: SystemEvent<"webhook_endpoint">;
  readonly by: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The audit row of a change of an endpoint. It belongs to the user whose events the endpoint gets, or to the nil user. It
 * has no URL, since a path can be a secret.
 */
export function recordEndpointChange(
  db: Executor<Database>,
  { id, user_id }: { readonly id: string; readonly user_id: string | null },
  { event, by, details }: EndpointChange,
  context: Context,
): Compilable {
  const log = {
    userId: user_id ?? nilUser,
    actionType: `webhook_endpoint.${event}`,
    target: id,
    ok: true,
    result: { by, ...details },
  } as const;
  return insertActionLog(db, log, context);
}
