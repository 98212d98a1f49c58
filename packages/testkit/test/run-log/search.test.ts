import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runNode } from "../../src/child-process.ts";
import type { Kept } from "../../src/run-log/keep.ts";
import { findLeaks, type Leak } from "../../src/run-log/search.ts";
import { temporaryDirectory } from "../../src/temporary-directory.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory[Symbol.asyncDispose]());

/** What is found in a log, in which `secret` was registered by another test. */
async function leaksOf(
  text: string,
  secret = "a secret that is registered",
): Promise<readonly Leak[]> {
  const kept: Kept[] = [
    { kind: "secret", test: "one", text: secret },
    { kind: "log", test: "other", text },
  ];
  await writeFile(
    join(directory.path, "1.jsonl"),
    kept.map((line) => JSON.stringify(line)).join("\n"),
  );
  return (await findLeaks(directory.path)).leaks;
}

const registered = [{ test: "other", what: "a secret that was registered by one" }];

test("a log without a secret has no leak", async () => {
  expect(
    await leaksOf('{"msg":"a secret that is regis"}\n{"path":"/v1/pending-actions/claim"}'),
  ).toEqual([]);
});

test.for(["", "x", "a secret that is reg a secret that"])(
  "a secret is found after %j",
  async (before) => {
    expect(await leaksOf(`${before}a secret that is registered!`)).toEqual(registered);
  },
);

test("a secret is found as a line in JSON has it", async () => {
  const secret = 'he said "no"\nand left';
  expect(await leaksOf(JSON.stringify({ msg: secret }), secret)).toEqual(registered);
});

test.for([
  ["a key", `hf_user_${"Ab1".repeat(8)}`],
  ["a token", "Qm9yaW5nIHRva2VuIG9mIDMyIHJhbmRvbSBieXRlcw_"],
  ["the word PRIVATE", "PRIVATE"],
] as const)("%s is found without being registered", async ([what, text]) => {
  expect(await leaksOf(`{"msg":"${text}"}`)).toEqual([
    { test: "other", what: expect.stringMatching(`^${what}`) as unknown },
  ]);
});

test.for([
  "019a2f6e-0000-7000-8000-000000000001",
  "4bf92f3577b34da6a3ce929d0e0e47364bf92f3577b34da6a3ce929d0e0e4736",
  "the-name-of-a-route-that-is-exactly-43-long",
])("%s is no token", async (text) => {
  expect(await leaksOf(`{"msg":"${text}"}`)).toEqual([]);
});

test("a run in which a server logs a secret fails, and names the test and not the secret", async () => {
  const vitest = join(
    dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
    "vitest.mjs",
  );
  const config = fileURLToPath(new URL("planted/vitest.config.ts", import.meta.url));
  const { code, stdout, stderr } = await runNode(vitest, ["run", "--config", config]);
  const output = stdout + stderr;
  expect(output).toContain("2 passed");
  expect(output).toMatch(/leaking-server\.ts: logs what another test said/);
  expect(output).toMatch(/registered by .*leaking-server\.ts: sends a transcript/);
  expect(output).not.toContain("my mother");
  expect(code).toBe(1);
});
