import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
// @boundaries-ignore the messages of agents are recorded once
import { claudeCode } from "../../../../packages/agents/test/hooks/messages.ts";
import { AskedApi, decisionOf } from "./asked-api.ts";

const readme = new URL("../../../../packages/agents/README.md", import.meta.url);

/** A use of the tool Bash, as a scripted Claude Code tells its hooks about it. */
const { tool_input } = claudeCode.before;
const { command } = tool_input as { readonly command: string };
const ran = {
  ...claudeCode.after,
  tool_name: "Bash",
  tool_input,
  tool_response: { stdout: "8be0a31 main -> main", stderr: "", interrupted: false },
};

test("the session with Claude Code in the README is this one", async () => {
  await using asked = await AskedApi.start();
  const session: string[] = [];
  const say = (who: string, what: string): void => void session.push(`${who.padEnd(11)}${what}`);
  const use = async (decide: () => Promise<string>, decision: string): Promise<string> => {
    say("agent", `Bash(${command})`);
    const answer = asked.hook("claude-code", claudeCode.before);
    const { summary, action_type } = await asked.waiting();
    say("person", `reads: ${summary}`);
    say("", `       ${action_type}`);
    const id = await decide();
    say("", decision);
    const { permissionDecision, permissionDecisionReason: reason } = decisionOf(await answer);
    say("hook", `${permissionDecision}: ${reason}`);
    return id;
  };

  const why = "wait for the green build";
  await use(() => asked.reject(why), `rejects it: "${why}"`);
  say("agent", "waits for the build, and makes the same call again");
  const id = await use(() => asked.approve(), "approves it");
  say("agent", "runs it, and tells its second hook");
  expect(await asked.hook("claude-code", ran)).toEqual({ code: 0, stdout: "", stderr: "" });
  const { state, attempts, result } = await asked.person.pendingActions.get(id);
  say("on record", `${state}, begun ${attempts} time, ${JSON.stringify(result)}`);

  const text = await readFile(readme, "utf8");
  const [, shown] = /session with Claude Code.s messages[^`]*```text\n([^`]*)```/.exec(text) ?? [];
  expect(shown).toBe(`${session.join("\n")}\n`);
});
