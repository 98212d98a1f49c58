import { expect, test } from "vitest";
import { HookError, hookAdapters } from "../../src/entries/hooks.ts";
import type { HookAdapter } from "../../src/hooks/hook-adapter.ts";
import { parseMessage } from "../../src/hooks/hook-message.ts";
import { beforeMessages, claudeCode, codex, copilot, cursor, gemini } from "./messages.ts";

function adapter(agent: string): HookAdapter {
  const found = hookAdapters[agent];
  if (found === undefined) throw new Error(agent);
  return found;
}

test("each documented message before a call is one, with the tool's exact arguments", () => {
  const read = Object.entries(beforeMessages).map(([agent, message]) => {
    const event = adapter(agent).read(message);
    return [agent, event.kind === "before" ? event.use : event.kind];
  });
  const { tool_input } = claudeCode.before;
  const use = { tool: "Bash", cwd: "/home/ada/shop", mcp: undefined };
  expect(Object.fromEntries(read)).toEqual({
    "claude-code": { ...use, input: tool_input, session: "abc123", id: "toolu_01ABC123" },
    codex: {
      ...use,
      input: { command: "git push origin main" },
      session: codex.before.session_id,
      id: "call_1",
    },
    copilot: {
      tool: "bash",
      input: { command: "rm -rf dist", description: "Clean build directory" },
      cwd: "/home/ada/shop",
      session: "s-1",
      id: undefined,
    },
    cursor: {
      ...use,
      tool: "Shell",
      input: cursor.before.tool_input,
      session: "c-1",
      id: cursor.before.tool_use_id,
    },
    gemini: {
      ...use,
      tool: "mcp_github_merge_pull_request",
      input: gemini.before.tool_input,
      session: "s-1",
      id: undefined,
      mcp: { server: "github", tool: "merge_pull_request" },
    },
  });
});

test.for<[string, object, string | undefined]>([
  ["claude-code", claudeCode.after, undefined],
  ["claude-code", claudeCode.failure, "Command exited with non-zero status code 1"],
  ["codex", codex.after, undefined],
  ["codex", { ...codex.after, tool_response: { content: [], isError: true } }, "the tool failed"],
  ["gemini", gemini.after, undefined],
  ["gemini", { ...gemini.after, tool_response: { error: { message: "no" } } }, "the tool failed"],
  ["cursor", cursor.after, undefined],
  [
    "cursor",
    { ...cursor.after, tool_output: '{"output":"no","exitCode":128}' },
    "the command failed",
  ],
  [
    "cursor",
    { ...cursor.after, hook_event_name: "postToolUseFailure", error_message: "timed out" },
    "timed out",
  ],
  ["copilot", copilot.after, undefined],
  ["copilot", { ...copilot.after, toolResult: { resultType: "failure" } }, "the tool failed"],
  ["copilot", { ...copilot.after, toolResult: undefined, error: "boom" }, "boom"],
])("%s: a message after a call tells its outcome (%#)", ([agent, message, error]) => {
  const event = adapter(agent).read(parseMessage(JSON.stringify(message)));
  expect(event).toMatchObject({ kind: "after" });
  expect(event).toHaveProperty("use.tool");
  expect("error" in event ? event.error : undefined).toBe(error);
});

test("Copilot's hooks get each use of a tool, and ask for none that changes nothing", () => {
  expect(adapter("copilot").read({ ...copilot.before, toolName: "view" })).toEqual({
    kind: "unasked",
  });
});

test.for(Object.entries(beforeMessages))("%s: another shape is refused", ([agent, message]) => {
  const { read } = adapter(agent);
  const needed = ["tool_name", "tool_input", "toolName", "toolArgs", "hook_event_name"];
  for (const name of needed.filter((one) => one in message)) {
    expect(() => read({ ...message, [name]: undefined })).toThrow(HookError);
    expect(() => read({ ...message, [name]: null })).toThrow(HookError);
  }
});

test.for(Object.entries(beforeMessages).filter(([, message]) => "hook_event_name" in message))(
  "%s: another event is refused",
  ([agent, message]) => {
    expect(() => adapter(agent).read({ ...message, hook_event_name: "Stop" })).toThrow(
      "Stop is no event of this hook",
    );
  },
);

test.for(["", "not JSON", "[]", "null", '"text"', "{"])("%j is no message", (text) => {
  expect(() => parseMessage(text)).toThrow("must be a JSON object on standard input");
});

test("numbers keep their digits", () => {
  const message = parseMessage('{"tool_input":{"id":12345678901234567890,"share":0.10}}');
  expect(JSON.stringify(message)).toBe('{"tool_input":{"id":12345678901234567890,"share":0.10}}');
});

// As codex-rs/hooks/src/engine/output_parser.rs says: it takes an "allow" only with changed arguments, and otherwise
// reports a failed hook and runs the call; a refusal without a reason also runs the call.
test("the answers are those that each agent reads", () => {
  const answers = Object.fromEntries(
    Object.values(hookAdapters).map(({ agent, allow, deny }) => [
      agent,
      { allow: allow(undefined), deny: deny("too late") },
    ]),
  );
  const refusal =
    '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"too late"}}';
  expect(answers).toEqual({
    "claude-code": {
      allow:
        '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","permissionDecisionReason":"HandsFree lets it run."}}',
      deny: refusal,
    },
    codex: { allow: "", deny: refusal },
    copilot: {
      allow: '{"permissionDecision":"allow"}',
      deny: '{"permissionDecision":"deny","permissionDecisionReason":"too late"}',
    },
    cursor: {
      allow: '{"permission":"allow"}',
      deny: '{"permission":"deny","user_message":"too late","agent_message":"too late"}',
    },
    gemini: {
      allow: '{"decision":"allow"}',
      deny: '{"decision":"deny","reason":"too late"}',
    },
  });
});
