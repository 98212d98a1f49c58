import { expect, test } from "vitest";
import { migrateUp, migrationStatus } from "../../src/index.ts";
import { openDatabase } from "@handsfree/query";
import { emptyDatabase, files, rowsOf, tablesOf } from "./database.ts";

const all = files({
  "001_a.sql": "CREATE TABLE a (id INT)",
  "002_b.sql": "INSERT INTO a VALUES (1)",
  "003_c.sql": "-- migrate: no-transaction\nCREATE TABLE c (id INT);\nINSERT INTO a VALUES (2)",
  "004_d.sql": "INSERT INTO a VALUES (3)",
});

test.for([
  { name: "at first install", before: undefined },
  { name: "with pending files", before: "1" },
])("twenty callers at once, $name, apply each file once", async ({ before }) => {
  await using empty = await emptyDatabase();
  await using one = await openDatabase(empty.options);
  await using another = await openDatabase(empty.options);
  if (before !== undefined) await migrateUp(one, all, { to: before });
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => migrateUp(i % 2 === 0 ? one : another, all)),
  );
  const applied = results.flat().map(({ version }) => version);
  expect(applied.toSorted()).toEqual(
    ["001_a", "002_b", "003_c", "004_d"].slice(before === undefined ? 0 : 1),
  );
  expect(await migrationStatus(one, all)).toMatchObject({ state: "current" });
  expect(await rowsOf(one, "a")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  expect(await tablesOf(one)).toEqual(["a", "c"]);
});

test("twenty callers at once are all told when it fails, and go on together once it is mended", async () => {
  await using empty = await emptyDatabase();
  await using db = await openDatabase(empty.options);
  const broken = all.map(({ file, sql }) =>
    file === "002_b.sql" ? { file, sql: "SELECT * FROM nowhere" } : { file, sql },
  );
  const call = (given: typeof all): Promise<PromiseSettledResult<unknown>[]> =>
    Promise.allSettled(Array.from({ length: 20 }, () => migrateUp(db, given)));
  for (const result of await call(broken)) {
    expect(result).toMatchObject({ status: "rejected", reason: { code: "migration_failed" } });
  }
  for (const result of await call(all)) expect(result).toMatchObject({ status: "fulfilled" });
  expect(await migrationStatus(db, all)).toMatchObject({ state: "current" });
});
