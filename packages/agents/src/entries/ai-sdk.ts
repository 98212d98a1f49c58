export type { CallReport } from "../calls/run-granted.ts";
export {
  answerRequests,
  type AnswerOptions,
  guardTool,
  type ToolGuard,
} from "../guarded/ai-sdk.ts";
export { CallRefused } from "../guarded/call-refused.ts";
export type { GuardOptions } from "../guarded/guard.ts";
