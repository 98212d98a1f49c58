export { askForCall, type AskOptions } from "./calls/ask-for-call.ts";
export type { GrantedCall, Permission, Refusal, RefusedCall } from "./calls/permission.ts";
export { type CallReport, runGranted } from "./calls/run-granted.ts";
export type { ToolCall } from "./calls/tool-call.ts";
