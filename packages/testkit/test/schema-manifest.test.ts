import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { migrationsDirectory, schemaManifestFiles } from "@handsfree/migrations";
import {
  describeDifference,
  findDrift,
  formatManifest,
  makeManifest,
  readMigrations,
} from "@handsfree/migrator";
import { expect, test } from "vitest";
import { createPythonDatabase, openTestDatabase, temporaryDirectory } from "../src/index.ts";

test("the committed manifest is what the migrations make", async () => {
  const made = formatManifest(await makeManifest(await readMigrations(migrationsDirectory)));
  expect(await readFile(schemaManifestFiles.duckdb, "utf8")).toBe(made);
});

test.for([false, true])(
  "an adopted database ends as a new one (with allow_comment: %s)",
  async (allowComment) => {
    await using directory = await temporaryDirectory();
    const migrations = await readMigrations(migrationsDirectory);
    const path = join(directory.path, "python.db");
    await createPythonDatabase(path, { allowComment });
    await using db = await openTestDatabase(path);
    expect((await findDrift(db, migrations)).map(describeDifference)).toEqual([]);
  },
);
