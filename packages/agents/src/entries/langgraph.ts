export type { CallReport } from "../calls/run-granted.ts";
export { CallRefused } from "../guarded/call-refused.ts";
export type { GuardOptions } from "../guarded/guard.ts";
export { guardTool, type PausedCall } from "../guarded/langgraph.ts";
