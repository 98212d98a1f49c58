import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import type { WebhookEvent } from "../event.ts";
import { makeDue, type WebhookEventRequest, type WebhookRequestRefusal } from "./request.ts";

/** What came of a retry or a revival. */
export type WebhookRequested<Outcome extends string> =
  | { readonly outcome: Outcome; readonly event: WebhookEvent }
  | WebhookRequestRefusal;

/**
 * Has an event that waits worked on now: a `failed` one without the rest of its wait, or a `received` one that a
 * replay's rate, or a clock that was set back, keeps waiting. Its attempts count on.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function retryWebhookEvent(
  db: Executor<Database>,
  request: WebhookEventRequest,
  context: Context = systemContext,
): Promise<WebhookRequested<"retried">> {
  requireCall(db, context);
  const made = await makeDue(db, request, "retried", ({ state }) => ({ to: state }), context);
  return made.outcome === "due" ? { ...made, outcome: "retried" } : made;
}

/**
 * Takes a `dead` event back into the inbox, with all of its attempts before it.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function reviveWebhookEvent(
  db: Executor<Database>,
  request: WebhookEventRequest,
  context: Context = systemContext,
): Promise<WebhookRequested<"revived">> {
  requireCall(db, context);
  const anew = { to: "received", set: { attempts: 0, completed_at: null } } as const;
  const made = await makeDue(db, request, "revived", () => anew, context);
  return made.outcome === "due" ? { ...made, outcome: "revived" } : made;
}
