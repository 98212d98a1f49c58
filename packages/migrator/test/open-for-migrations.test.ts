import { openDatabase } from "@handsfree/query";
import { expect, test } from "vitest";
import { migrateUp, openForMigrations } from "../src/index.ts";
import { emptyDatabase, files, rejection, tablesOf } from "./runs/database.ts";

const all = files({
  "001_first.sql": "CREATE TABLE first (id INT)",
  "002_slow.sql":
    "CREATE TABLE slow AS SELECT sum(i) AS n FROM range(30000000) AS t (i); CREATE TABLE last (id INT)",
});

test("a file may take longer than a transaction may elsewhere, and who opened otherwise is told how", async () => {
  await using empty = await emptyDatabase();
  {
    await using db = await openForMigrations(empty.options);
    await migrateUp(db, all, { to: "1" });
  }
  {
    await using db = await openDatabase({ ...empty.options, transactionTimeLimit: 1 });
    const error = await rejection(migrateUp(db, all));
    expect(error).toMatchObject({ code: "migration_failed" });
    expect((error as Error).message).toMatch(
      /^002_slow\.sql failed and left nothing behind: .*open the database with openForMigrations/,
    );
    expect(await tablesOf(db)).toEqual(["first"]);
  }
  await using db = await openForMigrations(empty.options);
  await migrateUp(db, all);
  expect(await tablesOf(db)).toEqual(["first", "last", "slow"]);
});
