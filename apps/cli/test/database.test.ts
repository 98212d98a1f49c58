import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { describe, expect, test } from "vitest";
import { failure, handsfree, output, userId } from "./handsfree.ts";

const user = ["--user", userId];

describe.concurrent("a database that is not there is not made", () => {
  test.for([
    ["migrate", "status"],
    ["actions", "list", ...user],
    ["actions", "confirm", ...user],
    ["actions", "cancel", ...user],
    ["webhooks", "list"],
    ["webhooks", "show", userId, "--payload"],
  ])("%j", async (args) => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "absent", "handsfree.db");
    const result = await handsfree(args, { env: { DUCKDB_PATH: path }, input: "token\n" });
    expect(result).toEqual(
      failure(4, /no database at .*absent.handsfree\.db; run "handsfree migrate up" to make it/),
    );
    expect(existsSync(join(directory.path, "absent"))).toBe(false);
  });
});

test.concurrent("what is no database is told from one", async () => {
  await using directory = await temporaryDirectory();
  const text = join(directory.path, "text.db");
  await writeFile(text, "hello");
  const folder = join(directory.path, "folder.db");
  await mkdir(folder);
  const results = await Promise.all([
    handsfree(["webhooks", "list", "--database", text]),
    handsfree(["migrate", "up", "--database", text]),
    handsfree(["webhooks", "list", "--database", folder]),
    handsfree(["migrate", "up", "--database", join(text, "below.db")]),
  ]);
  for (const result of results.slice(0, 3))
    expect(result).toEqual(failure(4, /cannot be opened as a DuckDB database/));
  for (const result of results.slice(3))
    expect(result).toEqual(failure(4, /cannot be made or used/));
});

test.concurrent("a database that another process holds names the process", async () => {
  await using directory = await temporaryDirectory();
  const database = join(directory.path, "handsfree.db");
  await (await openTestDatabase(database)).destroy();
  const holder = spawn(process.execPath, [
    "--conditions=@handsfree/source",
    fileURLToPath(new URL("hold-database.ts", import.meta.url)),
    database,
  ]);
  await once(holder.stdout, "data");
  try {
    const results = await Promise.all([
      handsfree(["webhooks", "list", "--database", database]),
      handsfree(["actions", "confirm", ...user, "--database", database], { input: "token" }),
      handsfree(["migrate", "up", "--database", database]),
    ]);
    for (const result of results) {
      expect(result).toEqual(
        failure(4, new RegExp(`held by process ${holder.pid} .*ask it over HTTP`)),
      );
    }
  } finally {
    holder.stdin.end();
    await once(holder, "close");
  }
  expect(await output(["webhooks", "list", "--database", database])).toBe(
    "No webhook event matches.\n",
  );
});
