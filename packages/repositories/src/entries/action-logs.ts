export {
  type ActionLogExport,
  type ActionLogExportFilter,
  exportActionLogs,
} from "../action-logs/export.ts";
export type { ActionLogConditions } from "../action-logs/filter.ts";
export { findActionLog, findActionLogByKey } from "../action-logs/find.ts";
export { type ActionLogFilter, listActionLogs } from "../action-logs/list.ts";
export { freeExpiredKeys } from "../action-logs/free-keys.ts";
export type { ActionLog } from "../action-logs/log.ts";
export {
  type NewActionLog,
  recordActionLog,
  type RecordedActionLog,
} from "../action-logs/record.ts";
export type { ActionRequest } from "../action-logs/request.ts";
export { type ActionRunFilter, findActionRun, listActionRuns } from "../action-runs/find.ts";
export type { SideEffectOutcome } from "../action-runs/outcome.ts";
export {
  type NewActionRun,
  type RunHandle,
  runOnce,
  type RunResult,
} from "../action-runs/run-once.ts";
export type { ActionRun } from "../action-runs/run.ts";
export { actionLogLimits } from "../action-logs/limits.ts";
