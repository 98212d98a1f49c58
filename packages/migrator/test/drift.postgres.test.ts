import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import {
  describeDifference,
  findDrift,
  formatManifest,
  makeManifest,
  type MigrationFile,
  migrateUp,
  readManifest,
} from "../src/index.ts";
import { openEmptyPostgres } from "./empty-postgres.ts";

const migrations: MigrationFile[] = [
  {
    file: "001_a.sql",
    sql: "CREATE TABLE a (id INT PRIMARY KEY, gone INT, name TEXT)",
  },
  {
    file: "002_b.sql",
    sql: "ALTER TABLE a DROP gone; CREATE TABLE b (x INT UNIQUE); CREATE INDEX by_name ON a (name)",
  },
];

async function migrated(count = migrations.length): Promise<Kysely<object>> {
  const db = await openEmptyPostgres();
  await migrateUp(db, migrations, { to: String(count) });
  return db;
}

test("by the manifest as it was written and read, what was changed by hand is found", async () => {
  const directory = await mkdtemp(join(tmpdir(), "handsfree-manifest-"));
  const file = join(directory, "schema.postgres.json");
  await using empty = await openEmptyPostgres();
  await writeFile(file, formatManifest(await makeManifest(migrations, { empty })));
  const manifest = await readManifest(file, "postgres");
  await rm(directory, { recursive: true });

  await using db = await migrated();
  expect(await findDrift(db, migrations, { manifest })).toEqual([]);
  await sql.raw("ALTER TABLE b ALTER x SET NOT NULL; DROP INDEX by_name").execute(db);
  expect((await findDrift(db, migrations, { manifest })).map(describeDifference)).toEqual([
    "index by_name on a is missing; it should be btree (name)",
    "column b.x should be integer; it is integer not null",
  ]);
});

test("an index that was not built to its end is no index", async () => {
  await using empty = await openEmptyPostgres();
  const manifest = await makeManifest(migrations, { empty });
  await using db = await migrated();
  await sql.raw("DROP INDEX by_name; INSERT INTO a VALUES (1, 'x'), (2, 'x')").execute(db);
  await expect(
    sql.raw("CREATE UNIQUE INDEX CONCURRENTLY by_name ON a (name)").execute(db),
  ).rejects.toMatchObject({ code: "duplicate_key" });
  expect((await findDrift(db, migrations, { manifest })).map(describeDifference)).toEqual([
    "index by_name on a should be btree (name); it is unique btree (name) INVALID",
  ]);
});

test("a manifest that is missing, of fewer files, or of files that are pending is told", async () => {
  await using empty = await openEmptyPostgres();
  const older = await makeManifest(migrations, { empty, to: "1" });
  const newer = { ...older, migrations: ["001_a", "002_b"] };
  await using db = await migrated();
  await expect(findDrift(db, migrations)).rejects.toMatchObject({
    code: "migration_files_invalid",
  });
  await expect(findDrift(db, migrations, { manifest: older })).rejects.toMatchObject({
    code: "migration_files_invalid",
    message: "the manifest must be of these migrations; make it again",
  });
  await using behind = await migrated(1);
  await expect(findDrift(behind, migrations, { manifest: newer })).rejects.toMatchObject({
    code: "schema_outdated",
    message: expect.stringContaining("lacks 002_b") as string,
  });
});

test("a file that is no manifest of the engine is told", async () => {
  const directory = await mkdtemp(join(tmpdir(), "handsfree-manifest-"));
  const file = join(directory, "schema.json");
  await writeFile(file, formatManifest(await makeManifest([])));
  await expect(readManifest(file, "postgres")).rejects.toThrow(
    "must be a schema manifest of postgres",
  );
  await writeFile(file, "{");
  await expect(readManifest(file, "postgres")).rejects.toThrow("cannot be read (not JSON)");
  await writeFile(file, "null");
  await expect(readManifest(file, "postgres")).rejects.toThrow("must be a schema manifest");
  await expect(readManifest(join(directory, "absent"), "postgres")).rejects.toThrow("ENOENT");
  await rm(directory, { recursive: true });
});
