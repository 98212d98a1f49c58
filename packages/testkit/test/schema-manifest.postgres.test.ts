import { migrationsDirectory, schemaManifestFiles } from "@handsfree/migrations";
import { findDrift, readManifest, readMigrations } from "@handsfree/migrator";
import { expect, test } from "vitest";
import { openTestDatabase } from "../src/index.ts";

test("the committed manifest is what the migrations make, and a migrated database has not drifted", async () => {
  await using db = await openTestDatabase();
  const manifest = await readManifest(schemaManifestFiles.postgres, "postgres");
  const migrations = await readMigrations(migrationsDirectory);
  expect(await findDrift(db, migrations, { manifest })).toEqual([]);
});
