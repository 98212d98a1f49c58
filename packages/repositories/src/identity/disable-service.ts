import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { allInOneCase } from "../one-case.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { recordServiceChange } from "./change-log.ts";
import { findService } from "./find-services.ts";
import type { Service } from "./service.ts";

/** A service to disable or enable. */
export interface ServiceSwitch extends Actor {
  readonly serviceId: string;
}

/** The outcome of `disableService`: whether this call did it. */
export type DisabledService =
  | { readonly outcome: "disabled" | "already_disabled"; readonly service: Service }
  | { readonly outcome: "not_found" };

/** The outcome of `enableService`: whether this call did it. */
export type EnabledService =
  | { readonly outcome: "enabled" | "already_enabled"; readonly service: Service }
  | { readonly outcome: "not_found" };

/**
 * Disables a service, and records that in the same transaction. From then on none of its keys is authenticated. The
 * keys stay, and work again once the service is enabled.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function disableService(
  db: Executor<Database>,
  input: ServiceSwitch,
  context: Context = systemContext,
): Promise<DisabledService> {
  const switched = await switchService(db, input, { isEnabled: false }, context);
  if (switched === undefined) return { outcome: "not_found" };
  const { isDone, service } = switched;
  return { outcome: isDone ? "disabled" : "already_disabled", service };
}

/**
 * Enables a disabled service, and records that in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function enableService(
  db: Executor<Database>,
  input: ServiceSwitch,
  context: Context = systemContext,
): Promise<EnabledService> {
  const switched = await switchService(db, input, { isEnabled: true }, context);
  if (switched === undefined) return { outcome: "not_found" };
  const { isDone, service } = switched;
  return { outcome: isDone ? "enabled" : "already_enabled", service };
}

/** @returns the service, and whether this call changed it; undefined if there is none. */
async function switchService(
  db: Executor<Database>,
  input: ServiceSwitch,
  { isEnabled }: { readonly isEnabled: boolean },
  context: Context,
): Promise<{ readonly service: Service; readonly isDone: boolean } | undefined> {
  requireCall(db, context);
  const id = requireUuid("serviceId", requireObject("input", input).serviceId);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const disabledAt = isEnabled ? null : stopped.now();
  const service = await findService(db, id);
  if (service === undefined) return undefined;
  const change = db
    .updateTable("services")
    .set({ disabled_at: disabledAt })
    .where("id", "=", id)
    .where((row) =>
      allInOneCase([
        row("kind", "=", service.kind),
        row("disabled_at", isEnabled ? "is not" : "is", null),
      ]),
    );
  const event = isEnabled ? "enabled" : "disabled";
  const record = recordServiceChange(db, id, { event, by }, stopped);
  const isDone = await changeAndRecord(db, change, [record]);
  // Another caller can have done the same since it was read.
  const now = isDone ? { ...service, disabledAt } : await findService(db, id);
  return now && { service: now, isDone };
}
