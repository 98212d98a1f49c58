import {
  approvePendingAction,
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
  decideMany,
  deletePendingAction,
  editPendingAction,
  expirePendingActions,
  findLatestPendingAction,
  findPendingAction,
  findPendingActionByToken,
  listActionVersions,
  listPendingActions,
  rejectPendingAction,
  waitForDecision,
  withdrawPendingAction,
} from "../../src/entries/pending-actions.ts";
import { on, type Rows } from "./row.ts";
import { id, open, page, userId } from "./samples.ts";

const holder = { userId, token: "t" };
const shown = { id, payloadDigest: "0".repeat(64), reason: "why" };
const decision = {
  ...holder,
  payloadDigest: "0".repeat(64),
  reason: "why",
  surface: "api",
} as const;
const decider = { userId, role: "admin", surface: "api" } as const;

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
    openLimitOfKey: 5,
    repository: "acme/website",
    service: { id, name: "agent" },
    editable: true,
    proposedBy: userId,
    approvers: [userId],
    approverGroup: "release",
    requiredApprovals: 1,
    proposerMayApprove: true,
  }),
  confirmPendingAction: on(confirmPendingAction, decision),
  cancelPendingAction: on(cancelPendingAction, decision),
  approvePendingAction: on(approvePendingAction, { ...decider, ...shown }),
  rejectPendingAction: on(rejectPendingAction, { ...decider, ...shown }),
  withdrawPendingAction: on(withdrawPendingAction, {
    id,
    userId,
    serviceId: undefined,
    surface: "api",
    reason: "why",
  }),
  decideMany: on(decideMany, { ...decider, decisions: [{ verdict: "approve", ...shown }] }),
  editPendingAction: on(editPendingAction, { ...decider, ...shown, actionPayload: { pr: 13 } }),
  listActionVersions: on(listActionVersions, { userId, id, ...page }),
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
