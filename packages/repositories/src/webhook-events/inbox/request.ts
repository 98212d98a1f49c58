import type { Executor } from "@handsfree/query";
import type { Database, WebhookEventState } from "@handsfree/schema";
import { atOneInstant, type Context } from "../../context.ts";
import { optionalWorker } from "../../person.ts";
import { requireObject, requireUuid } from "../../validate.ts";
import type { Guard } from "../../work/leased-work.ts";
import { type Decision, requestChange } from "../../work/requests.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import type { InboxRow } from "./find-row.ts";
import { keptReason } from "./kept-text.ts";
import type { EventTransition, EventTypes } from "./transition.ts";
import { webhookEventTransitions } from "./transitions.ts";
import { inboxWork } from "./work.ts";

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

type DueOrNot = { readonly outcome: "due"; readonly event: WebhookEvent } | WebhookRequestRefusal;

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
): Promise<DueOrNot> {
  const { id, requestedBy, reason } = requireObject("request", request);
  const record = {
    worker: optionalWorker("requestedBy", requestedBy, context),
    reason: keptReason(reason, context),
  };
  const instant = atOneInstant(context);
  const decide = (row: InboxRow | undefined): Decision<EventTypes, DueOrNot> => {
    if (row === undefined) return { answer: { outcome: "not_found" } };
    const event = toWebhookEvent(row);
    if (!webhookEventTransitions[transition].from.includes(row.state)) {
      return { answer: { outcome: "wrong_state", event } };
    }
    // A waiting event is processed anyway, so a retry does not need its body.
    const fromItsEnd = transition !== "retried";
    if (fromItsEnd && row.payload_removed_at !== null) {
      return { answer: { outcome: "payload_removed", event } };
    }
    const { to, set: own, replayId, records } = again(row);
    const set = { next_attempt_at: instant.now(), ...own, state: to };
    // Retention or an erasure can remove the body after the event was read.
    const hasBody: Guard<"webhook_events"> = (stored) => stored("payload_removed_at", "is", null);
    return {
      answer: { outcome: "due", event: toWebhookEvent({ ...row, ...set }) },
      change: {
        set,
        step: { row, transition, to, replayId, ...record },
        records,
        guards: fromItsEnd ? [hasBody] : undefined,
      },
    };
  };
  return requestChange(db, inboxWork, { key: requireUuid("id", id), decide, context: instant });
}
