export * from "../action-versions.ts";
export * from "../decisions.ts";
export * from "../executions.ts";
export * from "../pending-actions.ts";
