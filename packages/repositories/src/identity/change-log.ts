import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";
import { nilUser } from "../person.ts";
import type { AccessKey } from "./key.ts";

/** A change to record, and who made it. */
interface Change<Event> {
  readonly event: Event;
  readonly by: string | null;
  /** Further members of the result. It must not hold texts about a person, or a key. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The audit row of a change of a user. It belongs to that user. */
export function recordUserChange(
  db: Executor<Database>,
  userId: string,
  { event, by, details }: Change<Exclude<SystemEvent<"user">, "erased">>,
  context: Context,
): Compilable {
  const result = { by, ...details };
  const log = { userId, actionType: `user.${event}`, target: userId, ok: true, result } as const;
  return insertActionLog(db, log, context);
}

/** The audit row of a change of a service. It belongs to the nil user. */
export function recordServiceChange(
  db: Executor<Database>,
  serviceId: string,
  { event, by, details }: Change<SystemEvent<"service_account">>,
  context: Context,
): Compilable {
  const actionType = `service_account.${event}` as const;
  const result = { by, ...details };
  return insertActionLog(
    db,
    { userId: nilUser, actionType, target: serviceId, ok: true, result },
    context,
  );
}

/** The audit row of a change of a key. It belongs to the key's user, or to the nil user for the key of a service. */
export function recordKeyChange(
  db: Executor<Database>,
  key: Pick<AccessKey, "id" | "userId" | "serviceId">,
  { event, by, details }: Change<SystemEvent<"access_key">>,
  context: Context,
): Compilable {
  const actionType = `access_key.${event}` as const;
  const result = { by, user_id: key.userId, service_id: key.serviceId, ...details };
  return insertActionLog(
    db,
    { userId: key.userId ?? nilUser, actionType, target: key.id, ok: true, result },
    context,
  );
}
