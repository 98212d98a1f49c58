import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { schemaManifestFiles } from "@handsfree/migrations";
import { openDatabase } from "@handsfree/query";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { afterEach, expect, test, vi } from "vitest";
import { showDrift } from "../src/migrate/drift.ts";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

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
  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk, done) => {
    printed += String(chunk);
    (done as unknown as () => void)();
    return true;
  });
  await showDrift({ database });
  expect(printed).toBe("the schema is what the migrations make\n");
  expect(process.exitCode).toBeUndefined();

  {
    await using db = await openDatabase({ path: database });
    await sql`create table stray (x int)`.execute(db);
  }
  printed = "";
  await showDrift({ database });
  expect(printed).toBe("table stray should not be there\n");
  expect(process.exitCode).toBe(5);

  printed = "";
  await showDrift({ database, json: true });
  expect(JSON.parse(printed)).toEqual({
    differences: [{ subject: "table stray", table: "stray", expected: null, actual: "there" }],
  });
});
