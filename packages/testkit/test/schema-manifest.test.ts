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

test("an adopted database ends as a new one, but for what its later release made otherwise", async () => {
  await using directory = await temporaryDirectory();
  const migrations = await readMigrations(migrationsDirectory);
  const found: string[][] = [];
  for (const allowComment of [false, true]) {
    const path = join(directory.path, `${allowComment}.db`);
    await createPythonDatabase(path, { allowComment });
    await using db = await openTestDatabase(path);
    found.push((await findDrift(db, migrations)).map(describeDifference));
  }
  expect(found[0]).toEqual([]);
  expect(found[1]).toEqual([
    "column repo_policies.allow_comment should be boolean default CAST('t' AS BOOLEAN); it is boolean not null default CAST('t' AS BOOLEAN)",
    expect.stringMatching(/^the order of the columns of repo_policies should be /) as string,
  ]);
});
