import type { PendingActionRow } from "@handsfree/schema";
import { contentBytes } from "../large-contents.ts";

/** The columns of an action that can be long. */
type ActionContents = Pick<
  PendingActionRow,
  "summary" | "action_payload" | "approvers" | "execution_result" | "effect" | "preview"
>;

/** The size of an action's contents in bytes, for its `content_bytes`. */
export function actionBytes(row: ActionContents): number {
  const { summary, action_payload, approvers, execution_result, effect, preview } = row;
  return contentBytes(summary, action_payload, approvers, execution_result, effect, preview);
}
