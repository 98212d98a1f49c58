import { type WebhookTransition, webhookTransitions } from "@handsfree/schema";
import { type SystemActionType, systemActionTypes } from "../action-logs/system-types.ts";

/** The type of an event: what happened to which kind of record. */
export type EventType =
  | SystemActionType
  | "action_log.recorded"
  | "command.recorded"
  | "webhook_event.received"
  | "webhook_event.rejected"
  | `webhook_event.${WebhookTransition}`;

/** All types of events. */
export const eventTypes: readonly EventType[] = [
  ...(Object.keys(systemActionTypes) as SystemActionType[]),
  "action_log.recorded",
  "command.recorded",
  "webhook_event.received",
  "webhook_event.rejected",
  ...webhookTransitions.map((transition) => `webhook_event.${transition}` as const),
];
