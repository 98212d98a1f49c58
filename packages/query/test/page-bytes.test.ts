import type { Kysely } from "kysely";
import { expect, test } from "vitest";
import { fetchPage } from "../src/index.ts";
import { pageLimits } from "../src/page-limits.ts";
import { engine } from "./empty-database.ts";
import {
  afterStatement,
  contents,
  idOf,
  kibibyte,
  numbersOf,
  openThings,
  read,
  type Things,
} from "./sized-things.ts";

/** How many bytes each page has, and the rows of all, by their numbers. */
async function readAll(db: Kysely<Things>, limit: number) {
  const sizes: number[] = [];
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const query = db.selectFrom("things").selectAll();
    const page = await fetchPage(db, query, "made_at", { limit, cursor }, contents);
    sizes.push(page.items.reduce((sum, { words }) => sum + Buffer.byteLength(words ?? ""), 0));
    seen.push(...page.items.map(({ id }) => Number(id.slice(-12))));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { sizes, seen };
}

const newestFirst = (count: number): number[] =>
  Array.from({ length: count }, (_, n) => count - 1 - n);

test.for([
  ["on record", (): boolean => true],
  ["not on record", (): boolean => false],
  ["on record of every third row", (n: number) => n % 3 === 0],
] as const)(
  "pages of rows whose size is %s end by bytes, and give every row once",
  async ([, isKnown]) => {
    const lengths = Array.from({ length: 90 }, (_, n) => (n < 20 ? 1000 * kibibyte : 100 + n * 2));
    await using db = await openThings(lengths, isKnown);
    const { sizes, seen } = await readAll(db, 1000);
    expect(seen).toEqual(newestFirst(90));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(pageLimits.bytes);
    expect(sizes).toHaveLength(5);
  },
);

test("a row that is larger than a page is a page alone", async () => {
  await using db = await openThings([10, 2 * pageLimits.bytes, 2 * pageLimits.bytes, 20]);
  const { sizes, seen } = await readAll(db, 10);
  expect(seen).toEqual(newestFirst(4));
  expect(sizes).toEqual([20, 2 * pageLimits.bytes, 2 * pageLimits.bytes, 10]);
});

test("a page of small rows has as many as were asked for; the last has no cursor", async () => {
  await using db = await openThings(Array.from({ length: 60 }, () => 10));
  const query = db.selectFrom("things").selectAll().where("owner", "=", 1);
  const first = await fetchPage(db, query, "made_at", { limit: 29 }, contents);
  expect(first.items.map(({ id }) => Number(id.slice(-12)))).toEqual(
    newestFirst(60)
      .filter((n) => n % 2 === 1)
      .slice(0, 29),
  );
  const request = { limit: 29, cursor: first.nextCursor ?? "" };
  const last = await fetchPage(db, query, "made_at", request, contents);
  expect(last.items).toHaveLength(1);
  expect(last.nextCursor).toBeNull();
});

test("where all rows of a page go before they are read, the list goes on behind them", async () => {
  await using db = await openThings([10, 20, 30, 40]);
  // The first look on DuckDB is at the times alone. On PostgreSQL it is at the rows already.
  const { racing } = afterStatement(db, 1, (other) =>
    other
      .deleteFrom("things")
      .where("id", "in", [idOf(3), idOf(2)])
      .execute(),
  );
  const first = await read(racing, 2);
  const rest = first.nextCursor === null ? [] : (await read(racing, 2, first.nextCursor)).items;
  const expected = engine === "duckdb" ? [1, 0] : [3, 2, 1, 0];
  expect(numbersOf([...first.items, ...rest])).toEqual(expected);
});

test.for([
  ["on record", (): boolean => true],
  ["not on record", (): boolean => false],
] as const)("no statement returns more than a page, where sizes are %s", async ([, isKnown]) => {
  const lengths = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? 700 * kibibyte : 5000));
  await using db = await openThings(lengths, isKnown);
  const { racing, bytes } = afterStatement(db, 0, async () => undefined);
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(racing, 30, cursor);
    seen.push(...numbersOf(page.items));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(newestFirst(40));
  expect(Math.max(...bytes)).toBeLessThanOrEqual(pageLimits.bytes);
});
