import type { HookAdapter, HookEvent } from "../hook-adapter.ts";
import { isObject, refuseEvent, requireMember, requireText } from "../hook-message.ts";
import { answer, readToolUse } from "./claude-code.ts";

/**
 * The hooks of Codex, as codex-rs/hooks of https://github.com/openai/codex reads and writes them. It takes no plain
 * "allow". Up to 0.130 it takes no changed arguments, and would then run its own, so people cannot change them.
 */
export const codex: HookAdapter = {
  agent: "codex",
  title: "Codex",
  editable: false,
  timeLimit: 600,
  read: (message): HookEvent => {
    const event = requireText(message, "hook_event_name");
    const use = readToolUse(message);
    if (event === "PreToolUse") return { kind: "before", use };
    if (event !== "PostToolUse") return refuseEvent(event);
    // The result of an MCP tool says whether it failed; the output of a command is a text that does not.
    const response = requireMember(message, "tool_response");
    const failed = isObject(response) && (response["isError"] ?? response["is_error"]) === true;
    return { kind: "after", use, ...(failed && { error: "the tool failed" }) };
  },
  allow: () => "",
  deny: (reason) => answer({ permissionDecision: "deny", permissionDecisionReason: reason }),
  nothing: "",
};
