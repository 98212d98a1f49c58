export { findStrongConfirmations } from "../pending-actions/find-strong-confirmations.ts";
export { type ActionApproval, findActionApprovals } from "../pending-actions/find-approvals.ts";
export { findProposers } from "../pending-actions/find-proposers.ts";
export {
  type ActionsOfReader,
  type ActionSummary,
  findActionSummaries,
} from "../pending-actions/find-summaries.ts";
export {
  type ActionReceipt,
  findActionReceipts,
} from "../pending-actions/execution/find-receipts.ts";
export type { PendingAction } from "../pending-actions/action.ts";
export { type NewApprovalPolicy } from "../pending-actions/approval-policy.ts";
export { createPendingAction } from "../pending-actions/create.ts";
export {
  cancelPendingAction,
  confirmPendingAction,
  type NewDecision,
} from "../pending-actions/decide.ts";
export {
  approvePendingAction,
  type Decider,
  type IdentifiedDecision,
  rejectPendingAction,
  type ShownAction,
  type Withdrawal,
  withdrawPendingAction,
} from "../pending-actions/decide-by-id.ts";
export { decideMany, type ManyDecisions, type OneOfMany } from "../pending-actions/decide-many.ts";
export type { Cancellation, Decision } from "../pending-actions/decision.ts";
export {
  type ActionPreview,
  type NewActionPreview,
  type PreviewFact,
} from "../pending-actions/preview.ts";
export {
  type Preview,
  previewAction,
  type PreviewOfAction,
} from "../pending-actions/preview-action.ts";
export { type ActionEdit, type Edit, editPendingAction } from "../pending-actions/edit.ts";
export {
  type ActionVersion,
  type ActionVersionFilter,
  listActionVersions,
} from "../pending-actions/versions.ts";
export { deletePendingAction, type Deletion } from "../pending-actions/delete.ts";
export {
  abandonExpiredExecutions,
  type AbandonedExecutions,
} from "../pending-actions/execution/abandon-expired.ts";
export {
  claimAction,
  type ClaimedAction,
  type ClaimRequest,
  type Lease,
} from "../pending-actions/execution/claim.ts";
export type { ClaimAtOnce } from "../pending-actions/execution/claim-at-once.ts";
export {
  type ActionExecutor,
  type ExecuteOptions,
  executeActions,
  type Execution,
} from "../pending-actions/execution/execute-actions.ts";
export {
  ExecutionFailure,
  type ExecutionFailureOptions,
} from "../pending-actions/execution/execution-failure.ts";
export {
  type ExecutionJudgment,
  judgeExecution,
} from "../pending-actions/execution/judge-execution.ts";
export type { MergeConditions } from "../repo-policies/conditions.ts";
export {
  type ExecutionReport,
  failAction,
  type Heartbeat,
  heartbeatAction,
  type LeaseHolder,
  type LeaseRefusal,
  type LeaseRelease,
  type Release,
  releaseAction,
  succeedAction,
} from "../pending-actions/execution/report.ts";
export { type ExpireOptions, expirePendingActions } from "../pending-actions/expire.ts";
export {
  findPendingAction,
  findPendingActionByToken,
  type PendingActionId,
  type TokenHolder,
} from "../pending-actions/find.ts";
export {
  findLatestPendingAction,
  listPendingActions,
  type PendingActionConditions,
  type PendingActionFilter,
} from "../pending-actions/list.ts";
export { type NewPendingAction, type ProposingService } from "../pending-actions/proposal.ts";
export type { Proposal } from "../pending-actions/proposal-outcome.ts";
export {
  type AwaitedAction,
  type AwaitedDecision,
  waitForDecision,
  type WaitOptions,
} from "../pending-actions/wait/wait-for-decision.ts";
export { type TakeBack, takeBackApproval } from "../pending-actions/take-back.ts";
export { pendingActionLimits } from "../pending-actions/limits.ts";
