import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kysely } from "kysely";
import { expect, inject, test } from "vitest";
import { openDatabase } from "../src/index.ts";
import { type Tables, bodyOf } from "./crash/tables.ts";

const crashes = Number(process.env["HANDSFREE_CRASHES"] ?? (inject("depth") === "deep" ? 10 : 2));
const writer = fileURLToPath(new URL("./crash/writer.ts", import.meta.url));

test(
  `${crashes} times kill -9 under 100 callers: what was acknowledged is there, the rest whole or absent`,
  { timeout: 30_000 + crashes * 10_000 },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "handsfree-crash-"));
    // One file for all, so that each crash also meets the log and the checkpoint of those before.
    const path = join(directory, "crash.db");
    const acknowledged: string[] = [];
    for (let run = 0; run < crashes; run++) {
      acknowledged.push(...(await writeAndDie(path, run)));
      await using db = (await openDatabase({ path })) as unknown as Kysely<Tables>;
      await check(db, acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThan(crashes);
    process.stdout.write(`crashes: ${crashes}, acknowledged writes: ${acknowledged.length}\n`);
    await rm(directory, { recursive: true });
  },
);

/** What was acknowledged before the process was killed, at some moment within half a second of work. */
async function writeAndDie(path: string, run: number): Promise<string[]> {
  const child = spawn(process.execPath, [
    "--conditions=@handsfree/source",
    writer,
    path,
    String(run),
  ]);
  let output = "";
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  setTimeout(() => child.kill("SIGKILL"), Math.random() * 500);
  const [, signal] = (await closed) as [number | null, string | null];
  expect({ signal, errors }).toEqual({ signal: "SIGKILL", errors: "" });
  // The last line may be cut.
  return output.split("\n").slice(0, -1);
}

async function check(db: Kysely<Tables>, acknowledged: readonly string[]): Promise<void> {
  const [notes, claims, lefts, rights] = await Promise.all([
    db.selectFrom("notes").selectAll().execute(),
    db.selectFrom("claims").selectAll().execute(),
    db.selectFrom("lefts").selectAll().execute(),
    db.selectFrom("rights").selectAll().execute(),
  ]);
  const present = new Set([
    ...notes.map(({ id }) => `note ${id}`),
    ...claims.map(({ key, owner }) => `claim ${key} ${owner}`),
    ...lefts.map(({ id }) => `pair ${id}`),
  ]);
  expect(acknowledged.filter((line) => !present.has(line))).toEqual([]);
  expect(new Set(lefts.map(({ id }) => id))).toEqual(new Set(rights.map(({ id }) => id)));
  expect(new Set(notes.map(({ id }) => id)).size, "a note twice").toBe(notes.length);
  const broken = [...notes, ...lefts, ...rights].filter(({ id, body }) => body !== bodyOf(id));
  expect(broken).toEqual([]);
}
