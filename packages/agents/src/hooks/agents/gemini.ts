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
 * The hooks of Gemini CLI, as docs/hooks/reference.md of https://github.com/google-gemini/gemini-cli describes them. It
 * merges changed arguments with its own, so that one which a person removed would still run.
 */
export const gemini: HookAdapter = {
  agent: "gemini",
  title: "Gemini CLI",
  editable: false,
  timeLimit: 60,
  read: (message): HookEvent => {
    const event = requireText(message, "hook_event_name");
    const use = readUse(message);
    if (event === "BeforeTool") return { kind: "before", use };
    if (event !== "AfterTool") return refuseEvent(event);
    const response = requireMember(message, "tool_response");
    const failed = isObject(response) && isObject(response["error"]);
    return { kind: "after", use, ...(failed && { error: "the tool failed" }) };
  },
  allow: () => JSON.stringify({ decision: "allow" }),
  deny: (reason) => JSON.stringify({ decision: "deny", reason }),
  nothing: "{}",
};

function readUse(message: HookMessage): ToolUse {
  const mcp = message["mcp_context"];
  const server = isObject(mcp) ? optionalText(mcp, "server_name") : undefined;
  const tool = isObject(mcp) ? optionalText(mcp, "tool_name") : undefined;
  return {
    tool: requireText(message, "tool_name"),
    input: requireMember(message, "tool_input"),
    cwd: requireText(message, "cwd"),
    session: requireText(message, "session_id"),
    id: undefined,
    mcp: server === undefined || tool === undefined ? undefined : { server, tool },
  };
}
