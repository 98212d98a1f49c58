import {
  replayableStates,
  type WebhookEventState,
  type WebhookTransition,
} from "@handsfree/schema";

/** The states of an event between which a transition leads. */
export interface TransitionEnds {
  readonly from: readonly WebhookEventState[];
  readonly to: readonly WebhookEventState[];
}

/**
 * The legal transitions, and there are no others. `rejected` is in none of them: what was forged never
 * comes near a worker.
 */
export const webhookEventTransitions: Readonly<Record<WebhookTransition, TransitionEnds>> = {
  claimed: { from: ["received", "failed"], to: ["processing"] },
  taken_over: { from: ["processing"], to: ["processing"] },
  processed: { from: ["processing"], to: ["processed"] },
  ignored: { from: ["processing"], to: ["ignored"] },
  failed: { from: ["processing"], to: ["failed"] },
  // A failed one where a worker comes that allows fewer attempts than were made.
  died: { from: ["processing", "failed"], to: ["dead"] },
  released: { from: ["processing"], to: ["received"] },
  retried: { from: ["failed", "received"], to: ["failed", "received"] },
  replayed: { from: replayableStates, to: ["received"] },
  replay_stopped: { from: ["received"], to: replayableStates },
  revived: { from: ["dead"], to: ["received"] },
  // Whatever is still to be done with it: what it says of a person has gone, and with that the work.
  erased: { from: ["received", "processing", "failed"], to: ["ignored"] },
};

export function isLegalTransition(
  transition: WebhookTransition,
  from: WebhookEventState,
  to: WebhookEventState,
): boolean {
  const ends = webhookEventTransitions[transition];
  // One that is made due stays what it is.
  const stays = transition !== "retried" || from === to;
  return ends.from.includes(from) && ends.to.includes(to) && stays;
}
