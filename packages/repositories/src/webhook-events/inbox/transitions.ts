import {
  replayableStates,
  type WebhookEventState,
  webhookEventStates,
  type WebhookTransition,
} from "@handsfree/schema";

/** The states before and after a transition. */
export interface TransitionEnds {
  readonly from: readonly WebhookEventState[];
  readonly to: readonly WebhookEventState[];
}

const genuine: readonly WebhookEventState[] = webhookEventStates.filter(
  (state) => state !== "rejected",
);

/** All legal transitions. None includes `rejected`: a forged event never reaches a worker. */
export const webhookEventTransitions: Readonly<Record<WebhookTransition, TransitionEnds>> = {
  claimed: { from: ["received", "failed"], to: ["processing"] },
  taken_over: { from: ["processing"], to: ["processing"] },
  processed: { from: ["processing"], to: ["processed"] },
  ignored: { from: ["processing"], to: ["ignored"] },
  failed: { from: ["processing"], to: ["failed"] },
  // From `failed` if a worker allows fewer attempts than were made.
  died: { from: ["processing", "failed"], to: ["dead"] },
  released: { from: ["processing"], to: ["received"] },
  retried: { from: ["failed", "received"], to: ["failed", "received"] },
  replayed: { from: replayableStates, to: ["received"] },
  replay_stopped: { from: ["received"], to: replayableStates },
  revived: { from: ["dead"], to: ["received"] },
  // The content about a person is gone, so there is nothing left to process.
  erased: { from: ["received", "processing", "failed"], to: ["ignored"] },
  // Its body was sent to an address. It keeps its state.
  forwarded: { from: genuine, to: genuine },
};

export function isLegalTransition(
  transition: WebhookTransition,
  from: WebhookEventState,
  to: WebhookEventState,
): boolean {
  const ends = webhookEventTransitions[transition];
  // A retry makes an event due, and a forwarding sends it; both keep its state.
  const stays = (transition !== "retried" && transition !== "forwarded") || from === to;
  return ends.from.includes(from) && ends.to.includes(to) && stays;
}
