import type { HookAdapter, HookEvent, ToolUse } from "../hook-adapter.ts";
import {
  type HookMessage,
  isObject,
  optionalText,
  refuseEvent,
  requireMember,
  requireText,
} from "../hook-message.ts";

/**
 * The generic tool hooks of Cursor, as https://cursor.com/docs/agent/hooks describes them. Its model has been seen to
 * read `user_message` of a refusal, and not `agent_message`, so both say why.
 */
export const cursor: HookAdapter = {
  agent: "cursor",
  title: "Cursor",
  editable: false,
  timeLimit: 60,
  read: (message): HookEvent => {
    const event = requireText(message, "hook_event_name");
    const use = readUse(message);
    switch (event) {
      case "preToolUse":
        return { kind: "before", use };
      case "postToolUse":
        return { kind: "after", use, ...(hasExitCode(message) && { error: "the command failed" }) };
      case "postToolUseFailure":
        return {
          kind: "after",
          use,
          error: optionalText(message, "error_message") ?? "the tool failed",
        };
      default:
        return refuseEvent(event);
    }
  },
  allow: () => JSON.stringify({ permission: "allow" }),
  deny: (reason) =>
    JSON.stringify({ permission: "deny", user_message: reason, agent_message: reason }),
  nothing: "{}",
};

function readUse(message: HookMessage): ToolUse {
  const tool = requireText(message, "tool_name");
  const input = requireMember(message, "tool_input");
  const [root] = Array.isArray(message["workspace_roots"]) ? message["workspace_roots"] : [];
  const inputCwd = isObject(input) ? optionalText(input, "cwd") : undefined;
  const [, mcpTool] = /^MCP:(.+)$/s.exec(tool) ?? [];
  return {
    tool,
    input,
    // Cursor has been seen to send an empty cwd.
    cwd: optionalText(message, "cwd") ?? inputCwd ?? (typeof root === "string" ? root : ""),
    session: requireText(message, "conversation_id"),
    id: requireText(message, "tool_use_id"),
    mcp: mcpTool === undefined ? undefined : { server: undefined, tool: mcpTool },
  };
}

/** The output of a command has its exit code, as JSON in a text. */
function hasExitCode(message: HookMessage): boolean {
  const [, code] =
    /"exitCode":(-?\d+)\}?\s*$/.exec(optionalText(message, "tool_output") ?? "") ?? [];
  return code !== undefined && code !== "0";
}
