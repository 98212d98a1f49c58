import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { fetchPage } from "../src/index.ts";
import { pageLimits } from "../src/page-limits.ts";
import { openEmptyDatabase } from "./empty-database.ts";

interface Things {
  things: { id: string; made_at: Date; owner: number; words: string | null; size: number | null };
}

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
  ["on record", () => true],
  ["not on record", () => false],
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
  let looked = false;
  const racing = db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (!looked) {
        looked = true;
        await db
          .deleteFrom("things")
          .where("id", "in", [idOf(3), idOf(2)])
          .execute();
      }
      return result;
    },
  });
  const read = (cursor?: string) =>
    fetchPage(
      racing,
      racing.selectFrom("things").selectAll(),
      "made_at",
      { limit: 2, cursor },
      contents,
    );
  // The first look on DuckDB is at the times alone.
  const first = await read();
  const rest = first.nextCursor === null ? [] : (await read(first.nextCursor)).items;
  expect([...first.items, ...rest].map(({ id }) => id)).toEqual([idOf(1), idOf(0)]);
});
