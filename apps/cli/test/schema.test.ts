import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { schemaManifestFiles } from "@handsfree/migrations";
import { openDatabase } from "@handsfree/query";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

test("the live schema is shown as text, and as the JSON that the manifest has", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "handsfree.db") };
  expect(await handsfree(["migrate", "schema"], { env })).toEqual(failure(4, /no database at/));
  await output(["migrate", "up"], { env });
  expect(await output(["migrate", "schema"], { env })).toContain(
    "table write_probe\n  id         integer not null\n  probed_at  timestamptz not null\n  PRIMARY KEY (id)\n",
  );
  const manifest = JSON.parse(await readFile(schemaManifestFiles.duckdb, "utf8")) as object;
  expect(await jsonOutput(["migrate", "schema"], { env })).toEqual(
    (manifest as { schema: object }).schema,
  );
});

test("drift is told, and shows in the exit code", async () => {
  await using directory = await temporaryDirectory();
  const database = join(directory.path, "handsfree.db");
  await (await openTestDatabase(database)).destroy();
  const verify = ["migrate", "verify", "--drift", "--database", database];
  expect(await output(verify)).toMatch(
    /^(\d+) of \1 recorded migrations are unchanged\nthe schema is what the migrations make\n$/,
  );
  expect(await jsonOutput(verify)).toMatchObject({ ok: true, drift: [] });

  {
    await using db = await openDatabase({ path: database });
    await sql`create table stray (x int)`.execute(db);
  }
  expect(await handsfree(verify)).toEqual({
    code: 6,
    stdout: expect.stringMatching(/\ndrift: table stray should not be there\n$/) as string,
    stderr: "",
  });
  const { code, stdout } = await handsfree([...verify, "--json"]);
  expect({ code, ...(JSON.parse(stdout) as object) }).toEqual({
    code: 6,
    ok: false,
    problems: [],
    foreign_tables: [],
    unverified: [],
    drift: [{ subject: "table stray", table: "stray", expected: null, actual: "there" }],
  });
  expect(await jsonOutput(["migrate", "verify", "--database", database])).toEqual({
    ok: true,
    problems: [],
    unverified: [],
  });
});

test("drift is looked for by the files of any folder, unless they make nothing", async () => {
  await using directory = await temporaryDirectory();
  const files = join(directory.path, "files");
  const database = join(directory.path, "own.db");
  const own = ["--directory", files, "--database", database];
  await mkdir(files);
  await writeFile(join(files, "001_first.sql"), "CREATE TABLE first (x INT)");
  await output(["migrate", "up", ...own]);
  expect(await output(["migrate", "verify", "--drift", ...own])).toContain("the schema is what");
  await writeFile(join(files, "003_gap.sql"), "SELECT 1");
  const { code, stdout } = await handsfree(["migrate", "verify", "--drift", ...own]);
  expect(code).toBe(6);
  expect(stdout).toMatch(/^problem: 003_gap\.sql .*\n(.*\n)drift was not checked, .*\n$/);
});
