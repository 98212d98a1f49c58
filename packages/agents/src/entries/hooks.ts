export { hookAdapters } from "../hooks/agents/all-agents.ts";
export { answerHook, type HookOptions } from "../hooks/answer-hook.ts";
export type { HookAdapter, HookEvent, ToolUse } from "../hooks/hook-adapter.ts";
export { HookError } from "../hooks/hook-error.ts";
export type { HookMessage } from "../hooks/hook-message.ts";
export { parseExactly } from "../calls/parse-exactly.ts";
