import { DatabaseError, type Executor } from "@handsfree/query";
import type { Database, WebhookEventState } from "@handsfree/schema";
import { atOneInstant, type Context } from "../../context.ts";
import { requireObject } from "../../validate.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import { findInboxRow, type InboxRow } from "./find-row.ts";
import { keptReason } from "./kept-text.ts";
import { type EventTransition, makeEventTransition } from "./transition.ts";
import { webhookEventTransitions } from "./transitions.ts";
import { optionalWorker } from "../../person.ts";

/** Which event somebody wants worked on again, for the record. */
export interface WebhookEventRequest {
  /** The event's id. */
  readonly id: string;
  /** Who asks, in at most 1000 characters. */
  readonly requestedBy?: string | null | undefined;
  /** Why, in at most 1000 characters; secrets in it are redacted. */
  readonly reason?: string | null | undefined;
}

/**
 * Why an event is not made due: it is not in a state for that (`wrong_state`); its body is gone, so that a worker
 * would have nothing to work on (`payload_removed`); or there is no such event.
 */
export type WebhookRequestRefusal =
  | { readonly outcome: "wrong_state" | "payload_removed"; readonly event: WebhookEvent }
  | { readonly outcome: "not_found" };

/** How an event is made due. */
export type DueAgain = Pick<EventTransition, "replayId" | "set" | "records"> & {
  readonly to: WebhookEventState;
};

/**
 * Makes an event due now, on record with who asked and why.
 *
 * @returns the event after it; the refusal is that of the moment in which it was made.
 */
export async function makeDue(
  db: Executor<Database>,
  request: WebhookEventRequest,
  transition: "retried" | "revived" | "replayed",
  again: (row: InboxRow) => DueAgain,
  context: Context,
): Promise<{ readonly outcome: "due"; readonly event: WebhookEvent } | WebhookRequestRefusal> {
  const { id, requestedBy, reason } = requireObject("request", request);
  const record = {
    worker: optionalWorker("requestedBy", requestedBy, context),
    reason: keptReason(reason, context),
  };
  const instant = atOneInstant(context);
  // Each time that it fails, the event has moved on; a few are enough to find it at rest.
  for (let attempt = 1; attempt <= 3; attempt++) {
    const row = await findInboxRow(db, id);
    if (row === undefined) return { outcome: "not_found" };
    const event = toWebhookEvent(row);
    const { from } = webhookEventTransitions[transition];
    if (!from.includes(row.state)) return { outcome: "wrong_state", event };
    // One that waits comes again whether or not it is hurried.
    const fromItsEnd = transition !== "retried";
    if (fromItsEnd && row.payload_removed_at !== null) return { outcome: "payload_removed", event };
    const { to, set: own, ...change } = again(row);
    const set = { next_attempt_at: instant.now(), ...own };
    // Retention or an erasure may take the body between the look at the event and this.
    const guard: EventTransition["guard"] = (stored) => stored("payload_removed_at", "is", null);
    const made = { row, transition, to, ...record, ...change, set, ...(fromItsEnd && { guard }) };
    if (await makeEventTransition(db, made, instant)) {
      return { outcome: "due", event: toWebhookEvent({ ...row, ...set, state: to }) };
    }
  }
  throw new DatabaseError("write_conflict", "the event keeps changing", { retryable: true });
}
