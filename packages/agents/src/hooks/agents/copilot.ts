import type { HookAdapter, HookEvent, ToolUse } from "../hook-adapter.ts";
import { HookError } from "../hook-error.ts";
import {
  type HookMessage,
  isObject,
  optionalText,
  requireMember,
  requireText,
} from "../hook-message.ts";
import { parseExactly } from "../../calls/parse-exactly.ts";

/** Its hooks have no matcher, so that they get each use of a tool. */
const changesNothing = /^(?:ask_user|glob|grep|report_intent|task|update_todo|view)$/;

/**
 * The hooks of GitHub Copilot CLI, as https://docs.github.com/en/copilot/reference/hooks-configuration describes them.
 * Earlier versions read only "deny" of an answer, and would run their own arguments in place of changed ones.
 */
export const copilot: HookAdapter = {
  agent: "copilot",
  title: "GitHub Copilot CLI",
  editable: false,
  timeLimit: 30,
  read: (message): HookEvent => {
    const use = readUse(message);
    if (changesNothing.test(use.tool)) return { kind: "unasked" };
    const result = message["toolResult"];
    const error = optionalText(message, "error");
    if (error !== undefined) return { kind: "after", use, error };
    if (result === undefined) return { kind: "before", use };
    const ok = isObject(result) && result["resultType"] === "success";
    return { kind: "after", use, ...(!ok && { error: "the tool failed" }) };
  },
  allow: () => JSON.stringify({ permissionDecision: "allow" }),
  deny: (reason) =>
    JSON.stringify({ permissionDecision: "deny", permissionDecisionReason: reason }),
  nothing: "",
};

function readUse(message: HookMessage): ToolUse {
  const given = requireMember(message, "toolArgs");
  return {
    tool: requireText(message, "toolName"),
    input: typeof given === "string" ? parseArguments(given) : given,
    cwd: requireText(message, "cwd"),
    session: optionalText(message, "sessionId") ?? "",
    id: undefined,
  };
}

/** The arguments are JSON in a text, or JSON. */
function parseArguments(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    throw new HookError("the agent's message must have toolArgs as JSON");
  }
}
