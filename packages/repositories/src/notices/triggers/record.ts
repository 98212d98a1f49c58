import type { ActionLogRow, EventTriggerRow } from "@handsfree/schema";
import { systemRow } from "../../action-logs/record.ts";
import type { SystemEvent } from "../../action-logs/system-types.ts";
import type { Context } from "../../context.ts";

/** The audit row of a change of a trigger. It belongs to the user, and holds nothing of the proposal. */
export function triggerLog(
  { id, user_id: userId, kind }: Pick<EventTriggerRow, "id" | "user_id" | "kind">,
  {
    event,
    ...details
  }: { readonly event: SystemEvent<"event_trigger"> } & Readonly<Record<string, unknown>>,
  context: Context,
): ActionLogRow {
  const actionType = `event_trigger.${event}` as const;
  const ok = event !== "failed";
  return systemRow({ userId, actionType, target: id, ok, result: { kind, ...details } }, context);
}
