import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { describe, expect, test } from "vitest";
import { failure, handsfree, handsfreeProcess, output, userId } from "./handsfree.ts";

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
      failure(4, /no database at .*absent.handsfree\.db; run "handsfree migrate up" to create it/),
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
  // In turn: one process cannot open a file for reading and for writing at once.
  const results = [
    await handsfree(["webhooks", "list", "--database", text]),
    await handsfree(["migrate", "up", "--database", text]),
    await handsfree(["webhooks", "list", "--database", folder]),
    await handsfree(["migrate", "up", "--database", join(text, "below.db")]),
  ];
  for (const result of results.slice(0, 2))
    expect(result).toEqual(failure(4, /text\.db is a text file, not a DuckDB database/));
  expect(results[2]).toEqual(failure(4, /folder\.db is a directory, not a DuckDB database/));
  for (const result of results.slice(3))
    expect(result).toEqual(failure(4, /cannot be made or used/));
});

test.concurrent("a damaged database is told with the file, the place and the way out", async () => {
  await using directory = await temporaryDirectory();
  const database = join(directory.path, "handsfree.db");
  await (await openTestDatabase(database)).destroy();
  const { size } = await stat(database);
  const cut = join(directory.path, "cut.db");
  await copyFile(database, cut);
  await truncate(cut, size / 2);
  const flipped = join(directory.path, "flipped.db");
  const bytes = await readFile(database);
  bytes[4106] = (bytes[4106] ?? 0) ^ 0xff;
  await writeFile(flipped, bytes);
  const [ofCut, ofFlipped] = await Promise.all([
    handsfree(["webhooks", "list", "--database", cut]),
    handsfree(["migrate", "status", "--database", flipped]),
  ]);
  expect(ofCut).toEqual(
    failure(4, /cut\.db: .* ends before byte \d+, .* keep .* restore a backup/),
  );
  // The end of the first block that DuckDB misses.
  const missed = Number(/byte (\d+)/.exec(ofCut.stderr)?.[1]);
  expect(missed).toBeGreaterThan(size / 2);
  expect(missed).toBeLessThanOrEqual(size);
  expect(ofFlipped).toEqual(
    failure(4, /flipped\.db: .* block at byte 4096 is not what was written.* restore a backup/),
  );
});

test.concurrent("a log that is not whole is a warning, and the command goes on", async () => {
  await using directory = await temporaryDirectory();
  const database = join(directory.path, "handsfree.db");
  await (await openTestDatabase(database)).destroy();
  await writeFile(`${database}.wal`, "cut off");
  const { code, stdout, stderr } = await handsfree(["migrate", "status", "--database", database]);
  expect(code).toBe(0);
  expect(stdout).toContain("applied");
  expect(stderr).toMatch(
    /^handsfree: warning: \S+handsfree\.db\.wal: 7 of its 7 bytes, .* were ignored;.*\n$/,
  );
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
      handsfreeProcess(["webhooks", "list", "--database", database]),
      handsfreeProcess(["actions", "confirm", ...user, "--database", database], { input: "token" }),
      handsfreeProcess(["migrate", "up", "--database", database]),
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
