import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import type { GrantedCall } from "../../src/index.ts";
import type { ToolUse } from "../../src/hooks/hook-adapter.ts";
import { digestOf, LeaseFiles } from "../../src/hooks/lease-files.ts";

const use: ToolUse = { tool: "Bash", input: { a: 1, b: 2 }, cwd: "/", session: "s", id: "1" };
const granted = (given: unknown, token = "t"): GrantedCall => ({
  granted: true,
  actionId: "action",
  arguments: given,
  edited: false,
  payloadDigest: "v2:0",
  asked: true,
  lease: { token, expiresAt: new Date(0), seconds: 60 },
});

test("the lease of a use is taken once, and only its user can read it", async () => {
  await using directory = await temporaryDirectory();
  const folder = join(directory.path, "state/leases");
  const leases = new LeaseFiles(folder);
  expect(leases.take("codex", use)).toBeUndefined();
  leases.keep("codex", use, granted(use.input));
  const [name = ""] = await readdir(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect(leases.take("gemini", use)).toBeUndefined();
  expect(leases.take("codex", { ...use, id: "2" })).toBeUndefined();
  expect(leases.take("codex", use)).toEqual({
    actionId: "action",
    token: "t",
    digest: digestOf({ b: 2, a: 1 }),
  });
  expect(leases.take("codex", use)).toBeUndefined();
});

test("without an id a use is known by its arguments, in any order", async () => {
  await using directory = await temporaryDirectory();
  const leases = new LeaseFiles(directory.path);
  const unnamed = { ...use, id: undefined };
  leases.keep("gemini", unnamed, granted(unnamed.input));
  expect(leases.take("gemini", { ...unnamed, input: { a: 1, b: 3 } })).toBeUndefined();
  expect(leases.take("gemini", { ...unnamed, input: { b: 2, a: 1 } })?.token).toBe("t");
});

test("a file that was cut short is no lease", async () => {
  await using directory = await temporaryDirectory();
  const leases = new LeaseFiles(directory.path);
  for (const text of ["", "{", "null", "{}", '{"actionId":1}']) {
    leases.keep("codex", use, granted(use.input));
    const [name = ""] = await readdir(directory.path);
    await writeFile(join(directory.path, name), text);
    expect(leases.take("codex", use)).toBeUndefined();
  }
});

test("old files are removed, and there are never more than 64", async () => {
  await using directory = await temporaryDirectory();
  const leases = new LeaseFiles(directory.path);
  for (let id = 0; id < 70; id += 1) {
    leases.keep("codex", { ...use, id: String(id) }, granted(id, `t${id}`));
  }
  expect(await readdir(directory.path)).toHaveLength(64);
  expect(leases.take("codex", { ...use, id: "69" })?.token).toBe("t69");
  const past = new Date(Date.now() - 61_000);
  for (const name of await readdir(directory.path)) {
    await utimes(join(directory.path, name), past, past);
  }
  leases.keep("codex", use, granted(use.input));
  const left = await readdir(directory.path);
  expect(left).toHaveLength(1);
  expect(await readFile(join(directory.path, left[0] ?? ""), "utf8")).toContain('"t"');
});
