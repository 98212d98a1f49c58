import type { AwaitedDecisionJson, ProposedActionJson } from "@handsfree/wire/pending-actions";
import { bind, type Resource } from "./bind.ts";
import type { CallOptions } from "./options.ts";
import type { Pace } from "./pace.ts";
import type { Requester } from "./requester.ts";
import { pendingActions } from "./resources.ts";
import type { BodyOf } from "./route-types.ts";
import { waitForDecision, type WaitOptions } from "./wait-for-decision.ts";

/** An action that was proposed, with its token. */
export interface ProposedAction extends ProposedActionJson {
  /** Waits until people have decided about it. Rejects with the reason of the signal when that is aborted. */
  waitForDecision(options?: WaitOptions): Promise<AwaitedDecisionJson>;
}

/** The calls about pending actions. */
export interface PendingActions extends Resource<typeof pendingActions> {
  /** Proposes an action. A repetition with the same `idempotencyKey` answers the same action. */
  propose(body: BodyOf<"POST /v1/pending-actions">, options?: CallOptions): Promise<ProposedAction>;
  /** Waits until people have decided about the action with this id. */
  waitForDecision(id: string, options?: WaitOptions): Promise<AwaitedDecisionJson>;
}

export function pendingActionsOf(requester: Requester, pace: Pace): PendingActions {
  const wait = (id: string, options?: WaitOptions): Promise<AwaitedDecisionJson> =>
    waitForDecision(requester, pace, id, options);
  return {
    ...bind(requester, pendingActions),
    waitForDecision: wait,
    propose: async (body, options) => {
      const request = { ...options, body };
      const action = (await requester.call(
        "POST /v1/pending-actions",
        request,
      )) as ProposedActionJson;
      return {
        ...action,
        waitForDecision: (given) => wait(action.id, { onBehalfOf: options?.onBehalfOf, ...given }),
      };
    },
  };
}
