import { type Executor, notify, subscribe } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import type { PendingAction } from "./action.ts";
import type { PendingActionEvent } from "./transitions.ts";

/** Tells those of this process who wait for the action, or for one of its type to execute. */
export async function tellOfTransition(
  db: Executor<Database>,
  {
    action,
    to,
    event,
  }: {
    readonly action: Pick<PendingAction, "id" | "actionType">;
    readonly to: PendingActionState;
    readonly event: PendingActionEvent;
  },
): Promise<void> {
  await notify(db, actionTopic(action.id));
  if (to === "confirmed" || event === "execution_released") {
    await notify(db, claimableTopic(action.actionType));
  }
}

/** Tells those of this process who wait for the action that there is none any more. */
export async function tellOfDeletion(db: Executor<Database>, id: string): Promise<void> {
  await notify(db, actionTopic(id));
}

/** Has the listener called after each transition of an action that this process makes. @returns what ends it. */
export function listenForAction(
  db: Executor<Database>,
  id: string,
  listener: () => void,
): () => void {
  return subscribe(db, actionTopic(id), listener);
}

/** Has the listener called when an action of the type can be claimed. @returns what ends it. */
export function listenForClaimable(
  db: Executor<Database>,
  type: string,
  listener: () => void,
): () => void {
  return subscribe(db, claimableTopic(type), listener);
}

function actionTopic(id: string): string {
  return `pending_action/${id}`;
}

function claimableTopic(type: string): string {
  return `claimable_action/${type}`;
}
