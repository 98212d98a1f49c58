import {
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
  deletePendingAction,
  expirePendingActions,
  findLatestPendingAction,
  findPendingAction,
  findPendingActionByToken,
  listPendingActions,
  waitForDecision,
} from "../../src/entries/pending-actions.ts";
import { on, type Rows } from "./row.ts";
import { id, open, page, userId } from "./samples.ts";

const holder = { userId, token: "t" };
const decision = { ...holder, payloadDigest: "0".repeat(64), reason: "why" };

export const pendingActions: Rows = {
  createPendingAction: on(createPendingAction, {
    userId,
    summary: "Merge #12",
    actionType: "merge_pr",
    actionPayload: { pr: 12 },
    expiresInSeconds: 60,
    maxAttempts: 1,
    idempotencyKey: "k",
    openLimit: 5,
    proposedBy: userId,
    approvers: [userId],
    requiredApprovals: 1,
    proposerMayApprove: true,
  }),
  confirmPendingAction: on(confirmPendingAction, decision),
  cancelPendingAction: on(cancelPendingAction, decision),
  deletePendingAction: on(deletePendingAction, holder),
  expirePendingActions: on(expirePendingActions, { limit: 10 }),
  findPendingAction: on(findPendingAction, { userId, auditor: undefined, id }),
  findPendingActionByToken: on(findPendingActionByToken, holder),
  findLatestPendingAction: on(findLatestPendingAction, userId),
  listPendingActions: on(listPendingActions, {
    auditor: undefined,
    userId,
    role: "owner",
    state: "all",
    actionType: "merge_pr",
    ...page,
  }),
  waitForDecision: on(waitForDecision, { userId, id }, { signal: open, timeout: 0 }),
};
