import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
// @boundaries-ignore the messages of agents are recorded once
import { beforeMessages, claudeCode } from "../../../../packages/agents/test/hooks/messages.ts";
import { AskedApi, bash, decisionOf, hasRun, hook, secretText } from "./asked-api.ts";

let asked: AskedApi;
beforeEach(async () => {
  asked = await AskedApi.start();
});
afterEach(() => asked[Symbol.asyncDispose]());

const leases = (): Promise<string[]> => readdir(join(asked.folder, "handsfree/leases"));

test("an approved call runs once, its outcome is on record, and the same call asks anew", async () => {
  const answer = asked.hook("claude-code", claudeCode.before);
  expect(await asked.waiting()).toMatchObject({
    summary: 'Run "git push origin main" in shop',
    action_type: "claude-code.Bash",
    action_payload: claudeCode.before["tool_input"],
    editable: true,
    repository: null,
  });
  const id = await asked.approve();
  expect(decisionOf(await answer)).toMatchObject({ permissionDecision: "allow" });
  expect(decisionOf(await answer)).not.toHaveProperty("updatedInput");
  expect(await leases()).toHaveLength(1);

  const again = decisionOf(await asked.hook("claude-code", claudeCode.before));
  expect(again.permissionDecision).toBe("deny");
  expect(again.permissionDecisionReason).toContain("has begun already");

  const after = {
    ...claudeCode.after,
    tool_name: "Bash",
    tool_input: claudeCode.before["tool_input"],
  };
  expect(await asked.hook("claude-code", after)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await leases()).toEqual([]);
  expect(await asked.person.pendingActions.get(id)).toMatchObject({
    state: "succeeded",
    result: { arguments_as_approved: true },
  });
  // A report that comes twice changes nothing.
  expect(await asked.hook("claude-code", after)).toEqual({ code: 0, stdout: "", stderr: "" });

  const anew = asked.hook("claude-code", claudeCode.before);
  expect((await asked.waiting()).id).not.toBe(id);
  await asked.reject("once is enough");
  expect(decisionOf(await anew).permissionDecisionReason).toContain("once is enough");
});

test("a rejected call does not run, and the model reads the reason", async () => {
  const answer = asked.hook("claude-code", bash("git push --force"));
  await asked.reject("never force");
  expect(decisionOf(await answer)).toEqual({
    hookEventName: "PreToolUse",
    permissionDecision: "deny",
    permissionDecisionReason: "A person rejected this call. Reason: never force",
  });
});

test("a time-out keeps the question, and the call that is made again resumes it", async () => {
  const flags = ["--timeout", "1"];
  const first = decisionOf(await asked.hook("claude-code", bash("make release"), { flags }));
  expect(first.permissionDecision).toBe("deny");
  expect(first.permissionDecisionReason).toContain("make the same call again");
  const id = await asked.approve();
  // Another use of the tool, of another session.
  const retried = bash("make release", { tool_use_id: "toolu_2", session_id: "later" });
  expect(decisionOf(await asked.hook("claude-code", retried))).toMatchObject({
    permissionDecision: "allow",
  });
  await asked.hook(
    "claude-code",
    hasRun("make release", { tool_use_id: "toolu_2", session_id: "later" }),
  );
  expect(await asked.person.pendingActions.get(id)).toMatchObject({ state: "succeeded" });
});

test("edited arguments are what runs, and other ones show on record", async () => {
  const edit = async (): Promise<string> => {
    const { id, payload_digest } = await asked.waiting();
    const action_payload = { command: "git push origin next" };
    await asked.person.pendingActions.edit(id, { action_payload, payload_digest });
    return asked.approve();
  };
  for (const [ran, arguments_as_approved] of [
    ["git push origin next", true],
    ["git push origin main", false],
  ] as const) {
    const answer = asked.hook("claude-code", bash("git push origin main"));
    const id = await edit();
    expect(decisionOf(await answer)).toMatchObject({
      permissionDecision: "allow",
      updatedInput: { command: "git push origin next" },
    });
    await asked.hook("claude-code", hasRun(ran));
    expect(await asked.person.pendingActions.get(id)).toMatchObject({
      state: "succeeded",
      result: { arguments_as_approved },
    });
  }
});

test("a failed tool is on record, with the first line of its error alone", async () => {
  const answer = asked.hook("claude-code", bash("npm test"));
  const id = await asked.approve();
  await answer;
  const secret = await secretText("error");
  await asked.hook("claude-code", {
    ...claudeCode.failure,
    tool_input: { command: "npm test" },
    error: `Exit code 1\n${secret}`,
  });
  expect(await asked.person.pendingActions.get(id)).toMatchObject({
    state: "failed",
    error: "Exit code 1",
  });
});

test("of two identical calls at once one runs, and the other one is told why not", async () => {
  const answers = ["toolu_1", "toolu_2"].map((tool_use_id) =>
    asked.hook("claude-code", bash("make deploy", { tool_use_id })),
  );
  await asked.waiting();
  await asked.approve();
  const decisions = (await Promise.all(answers)).map(decisionOf);
  expect(decisions.map((one) => one.permissionDecision).toSorted()).toEqual(["allow", "deny"]);
  const refused = decisions.find((one) => one.permissionDecision === "deny");
  expect(refused?.permissionDecisionReason).toContain("approved and has begun already");
});

test("calls of other arguments, tools and folders are other questions", async () => {
  const flags = ["--timeout", "1"];
  const calls = [
    bash("a"),
    bash("b"),
    bash("a", { cwd: "/home/ada/other" }),
    bash("a", { tool_name: "PowerShell" }),
    bash("a", { tool_name: "mcp__shell__run" }),
  ];
  await Promise.all(calls.map((call) => asked.hook("claude-code", call, { flags })));
  const { items } = await asked.person.pendingActions.list().page();
  expect(items.map((action) => action.action_type).toSorted()).toEqual([
    "claude-code.Bash",
    "claude-code.Bash",
    "claude-code.Bash",
    "claude-code.PowerShell",
    "claude-code.mcp.shell.run",
  ]);
});

test.for(Object.entries(beforeMessages))(
  "%s: asks, and runs what is approved",
  async ([agent, message]) => {
    const answer = asked.hook(agent, message);
    expect((await asked.waiting()).editable).toBe(agent === "claude-code");
    await asked.approve();
    const { code, stdout, stderr } = await answer;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toMatch(/deny/);
    const rejected = asked.hook(agent, { ...message, cwd: "/home/ada/other" });
    await asked.reject("not there");
    const refusal = (await rejected).stdout;
    expect(refusal).toMatch(/"deny"/);
    expect(refusal).toContain("not there");
  },
);

test("a server that is away, and a key that is refused, stop the call with a way out", async () => {
  const reasons = await Promise.all(
    [
      { HANDSFREE_URL: "http://127.0.0.1:1" },
      { HANDSFREE_KEY: "hf_user_unknown" },
      { HANDSFREE_URL: "" },
      { HANDSFREE_URL: "http://example.org" },
      { HANDSFREE_URL: "ftp://127.0.0.1" },
      { HANDSFREE_KEY: "" },
      { HANDSFREE_KEY: "", HANDSFREE_KEY_FILE: "/gone/key" },
      { HANDSFREE_KEY: "two words" },
      { HANDSFREE_ON_BEHALF_OF: "ada" },
    ].map(async (env) => {
      const decision = decisionOf(await asked.hook("claude-code", bash("a"), { env }));
      expect(decision.permissionDecision).toBe("deny");
      return decision.permissionDecisionReason;
    }),
  );
  expect(reasons).toEqual([
    expect.stringMatching(/no connection to the server.* Check that the server runs/),
    expect.stringMatching(/key/),
    expect.stringContaining("no server is named; set HANDSFREE_URL"),
    expect.stringContaining("is not the address of a server with TLS, or on this machine"),
    expect.stringContaining("is not the address of a server with TLS, or on this machine"),
    expect.stringContaining("no key is given; set HANDSFREE_KEY_FILE"),
    expect.stringContaining("the key cannot be read from /gone/key"),
    expect.stringContaining("holds no key"),
    expect.stringContaining("HANDSFREE_ON_BEHALF_OF must be the id of a user"),
  ]);
});

test("a message that cannot be read, or is too large to ask about, stops the call", async () => {
  const secret = await secretText("arguments");
  for (const message of [
    "",
    `{"tool_name": ${secret}`,
    { ...claudeCode.before, tool_use_id: undefined },
    bash(`${secret} ${"x".repeat(1_048_576)}`),
  ]) {
    const result = await asked.hook("claude-code", message);
    expect(decisionOf(result).permissionDecision).toBe("deny");
    expect(result.stdout).not.toContain(secret);
    expect(result.stdout.length).toBeLessThan(600);
  }
  const tooLarge = `"${"x".repeat(17 * 1024 * 1024)}"`;
  expect(decisionOf(await asked.hook("claude-code", tooLarge)).permissionDecisionReason).toContain(
    "has more than 16 MiB",
  );
  // Half a megabyte is asked about.
  const answer = asked.hook("claude-code", bash("y".repeat(524_288)));
  expect((await asked.waiting()).summary.length).toBeLessThan(400);
  await asked.approve();
  expect(decisionOf(await answer).permissionDecision).toBe("allow");
});

test("secrets in arguments are not shown", async () => {
  const secret = await secretText("approved");
  const flags = ["--timeout", "1"];
  const message = bash(`deploy --with ${secret}`);
  const unanswered = await asked.hook("claude-code", message, { flags });
  await asked.approve();
  const allowed = await asked.hook("claude-code", message);
  const begun = await asked.hook("claude-code", message);
  for (const { stdout, stderr } of [unanswered, allowed, begun]) {
    expect(stdout + stderr).not.toContain(secret);
  }
});

test("wrong usage is a refusal for agents: one line, and exit code 2", async () => {
  const failed = (text: RegExp) => ({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      new RegExp(`^handsfree: [^\\n]*${text.source}[^\\n]*\\n$`),
    ) as string,
  });
  expect(await hook(["claude"], {}, {})).toEqual(
    failed(/give the name of an agent: claude-code, /),
  );
  expect(await hook(["codex", "--bogus"], {}, {})).toEqual(failed(/takes --server, --key-file/));
  for (const timeout of ["0", "soon", "86401"]) {
    const flags = ["--timeout", timeout];
    expect(await hook(["codex", ...flags], {}, {})).toEqual(failed(/from 1 to 86400/));
  }
});
