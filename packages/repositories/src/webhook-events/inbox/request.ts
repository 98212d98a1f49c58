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

/** A request to process an event again. */
export interface WebhookEventRequest {
  /** The event's id. */
  readonly id: string;
  /** The person who asks, at most 1000 characters. */
  readonly requestedBy?: string | null | undefined;
  /** The reason, at most 1000 characters; secrets in it are redacted. */
  readonly reason?: string | null | undefined;
}

/**
 * Why a request was refused: the event's state does not allow it (`wrong_state`), its body is gone, so there is
 * nothing to process (`payload_removed`), or the event does not exist.
 */
export type WebhookRequestRefusal =
  | { readonly outcome: "wrong_state" | "payload_removed"; readonly event: WebhookEvent }
  | { readonly outcome: "not_found" };

/** The parts of the transition that differ between requests. */
export type DueAgain = Pick<EventTransition, "replayId" | "set" | "records"> & {
  readonly to: WebhookEventState;
};

/**
 * Makes an event due now, and records the person and the reason.
 *
 * @returns the changed event, or a refusal that was true at one moment.
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
  // An update that fails has met another change. Few attempts are enough to find the event at rest.
  for (let attempt = 1; attempt <= 3; attempt++) {
    const row = await findInboxRow(db, id);
    if (row === undefined) return { outcome: "not_found" };
    const event = toWebhookEvent(row);
    const { from } = webhookEventTransitions[transition];
    if (!from.includes(row.state)) return { outcome: "wrong_state", event };
    // A waiting event is processed anyway, so a retry does not need its body.
    const fromItsEnd = transition !== "retried";
    if (fromItsEnd && row.payload_removed_at !== null) return { outcome: "payload_removed", event };
    const { to, set: own, ...change } = again(row);
    const set = { next_attempt_at: instant.now(), ...own };
    // Retention or an erasure can remove the body after the event was read.
    const guard: EventTransition["guard"] = (stored) => stored("payload_removed_at", "is", null);
    const made = { row, transition, to, ...record, ...change, set, ...(fromItsEnd && { guard }) };
    if (await makeEventTransition(db, made, instant)) {
      return { outcome: "due", event: toWebhookEvent({ ...row, ...set, state: to }) };
    }
  }
  throw new DatabaseError("write_conflict", "the event keeps changing", { retryable: true });
}
