import type { HookAdapter, HookEvent, ToolUse } from "../hook-adapter.ts";
import {
  type HookMessage,
  optionalText,
  refuseEvent,
  requireMember,
  requireText,
} from "../hook-message.ts";
import { mcpToolOf } from "../mcp-tool.ts";

/** The hooks of Claude Code, as https://code.claude.com/docs/en/hooks describes them. */
export const claudeCode: HookAdapter = {
  agent: "claude-code",
  title: "Claude Code",
  editable: true,
  timeLimit: 600,
  read: (message): HookEvent => {
    const event = requireText(message, "hook_event_name");
    const use = readToolUse(message);
    switch (event) {
      case "PreToolUse":
        return { kind: "before", use };
      case "PostToolUse":
        return { kind: "after", use };
      case "PostToolUseFailure":
        return { kind: "after", use, error: optionalText(message, "error") ?? "the tool failed" };
      default:
        return refuseEvent(event);
    }
  },
  allow: (changed) =>
    answer({
      permissionDecision: "allow",
      permissionDecisionReason: "HandsFree lets it run.",
      ...(changed !== undefined && { updatedInput: changed.arguments }),
    }),
  deny: (reason) => answer({ permissionDecision: "deny", permissionDecisionReason: reason }),
  nothing: "",
};

/** The members that the messages of Claude Code and of Codex share. */
export function readToolUse(message: HookMessage): ToolUse {
  const tool = requireText(message, "tool_name");
  return {
    tool,
    input: requireMember(message, "tool_input"),
    cwd: requireText(message, "cwd"),
    session: requireText(message, "session_id"),
    id: requireText(message, "tool_use_id"),
    mcp: mcpToolOf(tool),
  };
}

/** The answer to `PreToolUse`, which Codex shares. */
export function answer(decision: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ hookSpecificOutput: { hookEventName: "PreToolUse", ...decision } });
}
