import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import type { WebhookEvent } from "../event.ts";
import { makeDue, type WebhookEventRequest, type WebhookRequestRefusal } from "./request.ts";

/** The result of a retry or a revival. */
export type WebhookRequested<Outcome extends string> =
  | { readonly outcome: Outcome; readonly event: WebhookEvent }
  | WebhookRequestRefusal;

/**
 * Makes a waiting event due now: a `failed` one without the rest of its back-off, or a `received` one that waits
 * because of a replay's rate or a clock that was set back. Its attempts continue to count.
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
 * Makes a `dead` event due again, with the full number of attempts.
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
