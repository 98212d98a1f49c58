import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
// @boundaries-ignore tests of a command start the server as the tests of the server do
import { userId } from "../../../server/test/api.ts";
// @boundaries-ignore tests of a command start the server as the tests of the server do
import { keyOfService, keyOfUser } from "../../../server/test/callers.ts";
import { handsfree } from "../handsfree.ts";
import { AskedApi } from "./asked-api.ts";

let asked: AskedApi;
beforeEach(async () => {
  asked = await AskedApi.start();
});
afterEach(() => asked[Symbol.asyncDispose]());

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  handsfree(["hook", ...args], {
    env: { ...asked.env, HOME: asked.folder, ...env },
    cwd: asked.folder,
  });

const faultsOf = (stdout: string): string[] =>
  stdout.split("\n").filter((line) => line.startsWith("fault "));

test("all is well once the hook is installed", async () => {
  expect(await run(["doctor"])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("fault no agent has a hook here") as string,
  });
  await run(["install", "claude-code", "--yes"]);
  const { code, stdout, stderr } = await run(["doctor", "claude-code"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.replaceAll(asked.folder, "HOME").replaceAll(/127\.0\.0\.1:\d+/g, "HOST")).toBe(
    [
      "ok    the server at http://HOST answers, and knows the key",
      "ok    the key may propose and execute actions",
      "note  the policies decide whom a call asks, and the owner without one; `handsfree policies show` shows them",
      "ok    HOME/handsfree/leases can be written",
      "ok    HOME/.claude/settings.json has the hook",
      "",
    ].join("\n"),
  );
  expect(await run(["doctor", "codex"])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(
      "fault Codex has no hook here; run handsfree hook install codex",
    ) as string,
  });
});

test("faults of the server, the key and the settings are told", async () => {
  await run(["install", "claude-code", "--yes"]);
  const keyFile = join(asked.folder, "key");
  await writeFile(keyFile, asked.env["HANDSFREE_KEY"] ?? "");
  await chmod(keyFile, 0o644);
  const scoped = (...scopes: Parameters<typeof keyOfUser>[2] & object) =>
    keyOfUser(asked.api.db, userId, scopes);
  const service = await keyOfService(asked.api.db, {
    scopes: ["actions:propose", "actions:execute"],
    actsFor: [userId],
  });
  const cases: [Record<string, string>, string][] = [
    [{ HANDSFREE_URL: "http://127.0.0.1:1" }, "start the server, or set HANDSFREE_URL"],
    [{ HANDSFREE_KEY: "hf_user_unknown" }, "make a new key for the agent"],
    [{ HANDSFREE_KEY: "" }, "no key is given"],
    [{ HANDSFREE_KEY: await scoped("actions:propose") }, "the key lacks actions:execute"],
    [
      { HANDSFREE_KEY: await scoped("actions:propose", "actions:execute", "actions:decide") },
      "can approve its own calls",
    ],
    [{ HANDSFREE_KEY: service }, `set HANDSFREE_ON_BEHALF_OF: one of ${userId}`],
    [{ HANDSFREE_ON_BEHALF_OF: userId }, "HANDSFREE_ON_BEHALF_OF is for the key of a service"],
    [{ HANDSFREE_KEY: "", HANDSFREE_KEY_FILE: keyFile }, `others may read ${keyFile}`],
    [{ XDG_STATE_HOME: keyFile }, "set XDG_STATE_HOME"],
  ];
  for (const [env, fault] of cases) {
    const { code, stdout, stderr } = await run(["doctor", "claude-code"], env);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(faultsOf(stdout)).toContainEqual(expect.stringContaining(fault));
  }
  const both = { HANDSFREE_KEY: service, HANDSFREE_ON_BEHALF_OF: userId };
  expect((await run(["doctor", "claude-code"], both)).code).toBe(0);
});

test("faults of what is installed are told", async () => {
  await run(["install", "claude-code", "--yes"]);
  const file = join(asked.folder, ".claude/settings.json");
  const text = await readFile(file, "utf8");
  const settings = JSON.parse(text) as { hooks: Record<string, unknown> };
  delete settings.hooks["PostToolUse"];
  for (const [changed, fault] of [
    [JSON.stringify(settings), "has no hook for PostToolUse; install it again"],
    [text.replace(/^\{/, '{ "disableAllHooks": true,'), "remove disableAllHooks"],
    [text.replaceAll(process.execPath, "/gone/node"), "/gone/node is gone; install the hook again"],
    ["// comment", "has comments"],
  ] as const) {
    await writeFile(file, changed);
    const { code, stdout } = await run(["doctor", "claude-code"]);
    expect(code).toBe(1);
    expect(faultsOf(stdout)).toContainEqual(expect.stringContaining(fault));
  }
});
