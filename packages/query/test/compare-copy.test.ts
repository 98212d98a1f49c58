import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { requireSame } from "../src/duckdb/backup/compare-copy.ts";
import { copyRows } from "../src/duckdb/backup/copy-rows.ts";
import type { HandsFreeError } from "../src/errors.ts";
import { Session } from "../src/duckdb/session/session.ts";
import { everything } from "./backup/everything.ts";

test.for([
  ["SELECT 1", undefined],
  ["DROP INDEX copy.child_b", "index main.child_b"],
  ["DROP VIEW copy.a_view", "column main.a_view.a, column main.a_view.id, view main.a_view"],
  ["ALTER TABLE copy.vals ALTER t DROP DEFAULT", "table main.vals"],
  ["COMMENT ON TABLE copy.aa_child IS 'other'", "table main.aa_child"],
  ["CREATE TABLE copy.extra (x INT)", "column main.extra.x, table main.extra"],
  ["DROP MACRO copy.plus_one", "macro main.plus_one"],
  ["UPDATE copy.vals SET n = 0.002 WHERE n IS NOT NULL", "the rows of vals"],
  ["UPDATE copy.vals SET j = '{\"n\": 2.50}' WHERE u IS NOT NULL", "the rows of vals"],
  ["DELETE FROM copy.other.t WHERE x IS NULL", "the rows of t"],
  // Which a sum without a count, or an exclusive or without a sum, would not see.
  ["DELETE FROM copy.other.t WHERE x = 1", "the rows of t"],
] as const)("after %s", async ([change, difference]) => {
  const session = await Session.open(await DuckDBInstance.create(":memory:"));
  const run = (sql: string): Promise<unknown> => session.execute(sql);
  await run(everything);
  await run("ATTACH ':memory:' AS copy");
  await run("COPY FROM DATABASE memory TO copy (SCHEMA)");
  const tables = await copyRows(session, "memory", "copy");
  await run(change);
  const compared = await requireSame(session, tables, "memory", "copy").catch(
    (error: HandsFreeError) => `${error.code}: ${error.message}`,
  );
  expect(compared).toBe(
    difference === undefined
      ? 10
      : `query_failed: the copy differs from the original: ${difference}`,
  );
  await session.close();
});
