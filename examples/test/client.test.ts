import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { runNode, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const source = (name: string): string => file(`../src/${name}.ts`);

test("the programs of the client's README do what they say", async () => {
  await using directory = await temporaryDirectory();
  const keyFile = join(directory.path, "admin-key");
  await using server = await startServerProcess(file("../../apps/server/src/main.ts"), {
    DUCKDB_PATH: join(directory.path, "handsfree.db"),
    ADMIN_KEY_FILE: keyFile,
  });
  const env = {
    HANDSFREE_URL: server.url,
    HANDSFREE_KEY: (await readFile(keyFile, "utf8")).trim(),
  };
  const proposing = runNode(source("propose-and-wait"), [], { env });
  const client = createClient({ url: server.url, key: env.HANDSFREE_KEY });
  await expect
    .poll(async () => (await client.pendingActions.list().page()).items.length, { timeout: 60_000 })
    .toBe(1);
  expect(await runNode(source("decide"), [], { env })).toEqual({
    code: 0,
    stdout: "Merge octo/repo#12\nconfirmed\n",
    stderr: "",
  });
  expect(await proposing).toEqual({ code: 0, stdout: "confirmed\n", stderr: "" });

  expect(await runNode(source("follow-events"), [], { env })).toEqual({
    code: 0,
    stdout: "pending_action.proposed pending_action\npending_action.confirmed pending_action\n",
    stderr: "",
  });

  const stranger = { ...env, HANDSFREE_KEY: "hf_user_0" };
  const refused = await runNode(source("propose-and-wait"), [], { env: stranger });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(/^invalid_credentials: /);
});

test("the README has the programs that were tried", async () => {
  const readme = await readFile(file("../../packages/client/README.md"), "utf8");
  for (const name of ["propose-and-wait", "decide", "follow-events"]) {
    expect(readme).toContain(`\`\`\`ts\n${await readFile(source(name), "utf8")}\`\`\``);
  }
});
