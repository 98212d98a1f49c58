import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { fetchPage, type Page } from "../src/index.ts";
import { pageLimits } from "../src/page-limits.ts";
import { engine, openEmptyDatabase } from "./empty-database.ts";

interface Things {
  things: { id: string; made_at: Date; owner: number; words: string | null; size: number | null };
}

type ThingRow = Things["things"];

const contents = { columns: ["words"], stored: "size" };
const kibibyte = 1024;

const idOf = (n: number): string => `019a2f6e-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** A row of each length, a second apart, with its size on record or not. */
async function openThings(
  lengths: readonly number[],
  isKnown: (n: number) => boolean = () => true,
): Promise<Kysely<Things>> {
  const db = await openEmptyDatabase<Things>();
  await sql`create table things (id uuid, made_at timestamptz, owner int, words text, size int)`.execute(
    db,
  );
  for (const [n, length] of lengths.entries()) {
    await sql`insert into things values (${sql.lit(idOf(n))},
      timestamptz '2026-01-01 00:00:00+00' + ${sql.lit(n)} * interval '1 second', ${sql.lit(n % 2)},
      repeat('ä', ${sql.lit(length / 2)}), ${sql.lit(isKnown(n) ? length : null)})`.execute(db);
  }
  return db;
}

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

/** Does something once, when the statement with that number has its rows, before the page goes on. */
function afterStatement(
  db: Kysely<Things>,
  number: number,
  work: (db: Kysely<Things>) => Promise<unknown>,
): { readonly racing: Kysely<Things>; readonly bytes: number[] } {
  /** How many bytes each statement returned. */
  const bytes: number[] = [];
  const racing = db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      const words = result.rows.map((row) =>
        Buffer.byteLength((row["words"] as string | null) ?? ""),
      );
      bytes.push(words.reduce((sum, length) => sum + length, 0));
      if (bytes.length === number) await work(db);
      return result;
    },
  });
  return { racing, bytes };
}

const read = (db: Kysely<Things>, limit: number, cursor?: string): Promise<Page<ThingRow>> =>
  fetchPage(db, db.selectFrom("things").selectAll(), "made_at", { limit, cursor }, contents);

const numbersOf = (items: readonly { readonly id: string }[]): number[] =>
  items.map(({ id }) => Number(id.slice(-12)));

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

test.runIf(engine === "duckdb")(
  "a usual page is one statement; one with large rows, or without their sizes, is two",
  async () => {
    const count = async (db: Kysely<Things>): Promise<number> => {
      await read(db, 5);
      const { racing, bytes } = afterStatement(db, 0, async () => undefined);
      expect(numbersOf((await read(racing, 5)).items)).toEqual([8, 7, 6, 5, 4]);
      return bytes.length;
    };
    const small = Array.from({ length: 9 }, () => 100);
    await using known = await openThings(small);
    await using unknown = await openThings(small, () => false);
    await using large = await openThings(small.map((length, n) => (n === 6 ? 20_000 : length)));
    expect(await count(known)).toBe(1);
    expect(await count(unknown)).toBe(2);
    expect(await count(large)).toBe(2);
  },
);

test.runIf(engine === "postgres")("a page with a limit in bytes is one statement", async () => {
  await using db = await openThings([10, 900 * kibibyte, 20]);
  const { racing, bytes } = afterStatement(db, 0, async () => undefined);
  expect(numbersOf((await read(racing, 2)).items)).toEqual([2, 1]);
  expect(bytes).toHaveLength(1);
});

test.runIf(engine === "duckdb").for([true, false])(
  "a page ends before a row that grows before it is read, whose size was on record: %s",
  async (isKnown) => {
    const lengths = [100, 100, 1000 * kibibyte, 1000 * kibibyte, 100, 100];
    await using db = await openThings(lengths, () => isKnown);
    await read(db, 6);
    const { racing, bytes } = afterStatement(db, 1, (other) =>
      sql`update things set words = repeat('x', ${4 * 1024 * kibibyte}), size = ${isKnown ? 4 * 1024 * kibibyte : null}
        where id = ${idOf(2)}`.execute(other),
    );
    const first = await read(racing, 6);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(pageLimits.bytes);
    expect(numbersOf(first.items)).toEqual([5, 4, 3]);
    const second = await read(db, 6, first.nextCursor ?? "");
    const third = await read(db, 6, second.nextCursor ?? "");
    expect(numbersOf(second.items)).toEqual([2]);
    expect(numbersOf(third.items)).toEqual([1, 0]);
    expect(third.nextCursor).toBeNull();
  },
);

test.runIf(engine === "duckdb")(
  "a first row that grows before it is read is a page alone",
  async () => {
    await using db = await openThings([100, 100, 1000 * kibibyte]);
    await read(db, 3);
    const { racing } = afterStatement(db, 1, (other) =>
      sql`update things set words = repeat('x', ${5 * 1024 * kibibyte}), size = ${5 * 1024 * kibibyte}
      where id = ${idOf(2)}`.execute(other),
    );
    const first = await read(racing, 3);
    expect(numbersOf(first.items)).toEqual([2]);
    expect(numbersOf((await read(db, 3, first.nextCursor ?? "")).items)).toEqual([1, 0]);
  },
);
