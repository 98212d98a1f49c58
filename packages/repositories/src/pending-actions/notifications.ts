import { type Executor, notify, subscribe } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import type { PendingAction } from "./action.ts";
import type { PendingActionEvent } from "./transitions.ts";

/** Notifies subscribers in this process of a transition, and workers of an action that can be claimed, or will be. */
export async function notifyTransition(
  db: Executor<Database>,
  {
    action,
    to,
    event,
    executableAt,
  }: {
    readonly action: Pick<PendingAction, "id" | "actionType">;
    readonly to: PendingActionState;
    readonly event: PendingActionEvent;
    readonly executableAt?: Date | null | undefined;
  },
): Promise<void> {
  await notify(db, actionTopic(action.id));
  if (to === "confirmed" && executableAt) {
    await notify(db, graceTopic(action.actionType));
  } else if (to === "confirmed" || event === "execution_released") {
    await notify(db, claimableTopic(action.actionType));
  }
}

/** Notifies subscribers in this process that an action was deleted, or that another process changed it. */
export async function notifyOfAction(db: Executor<Database>, id: string): Promise<void> {
  await notify(db, actionTopic(id));
}

/** Calls the listener after each transition of an action in this process. @returns a function that unsubscribes. */
export function subscribeToAction(
  db: Executor<Database>,
  id: string,
  listener: () => void,
): () => void {
  return subscribe(db, actionTopic(id), listener);
}

/** Calls the listener when an action of the type can be claimed. @returns a function that unsubscribes. */
export function subscribeToClaimable(
  db: Executor<Database>,
  type: string,
  listener: () => void,
): () => void {
  return subscribe(db, claimableTopic(type), listener);
}

/** Calls the listener when an action of the type can be claimed later. @returns a function that unsubscribes. */
export function subscribeToGrace(
  db: Executor<Database>,
  type: string,
  listener: () => void,
): () => void {
  return subscribe(db, graceTopic(type), listener);
}

function actionTopic(id: string): string {
  return `pending_action/${id}`;
}

function graceTopic(type: string): string {
  return `grace_action/${type}`;
}

function claimableTopic(type: string): string {
  return `claimable_action/${type}`;
}
