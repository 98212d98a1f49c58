import { decodeJsonExactly, type PendingAction } from "@handsfree/repositories";
import type { View } from "../output/page.ts";

export const pendingActionView: View<PendingAction> = {
  empty: "No action is waiting.",
  columns: {
    "CREATED AT": (action) => action.createdAt,
    "EXPIRES AT": (action) => action.expiresAt,
    TYPE: (action) => action.actionType,
    SUMMARY: (action) => action.summary,
    ID: (action) => action.id,
  },
  toJson: (action) => ({
    id: action.id,
    user_id: action.userId,
    summary: action.summary,
    action_type: action.actionType,
    action_payload: decodeJsonExactly(action.actionPayloadJson),
    state: action.state,
    expires_at: action.expiresAt,
    decided_at: action.decidedAt,
    created_at: action.createdAt,
  }),
};
