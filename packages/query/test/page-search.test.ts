import { type Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import { engineOf, fetchPage, type Page, type PageRequest } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

interface Things {
  things: { id: string; made_at: Date; n: number };
}

const idOf = (n: number): string => `019a2f6e-0000-7000-8000-${String(n).padStart(12, "0")}`;
const count = 100;

/** Rows of which three at a time have one instant, a microsecond apart from the next. */
async function openThings(): Promise<Kysely<Things>> {
  const db = await openEmptyDatabase<Things>();
  await sql`create table things (id uuid, made_at timestamptz, n int)`.execute(db);
  const rows = Array.from({ length: count }, (_, n) => {
    const microseconds = String(Math.floor(n / 3)).padStart(6, "0");
    return `('${idOf(n)}', '2026-01-01 00:00:00.${microseconds}+00', ${n})`;
  });
  await sql.raw(`insert into things values ${rows.join()}`).execute(db);
  return db;
}

/** Pages of the multiples of `of`, each of which looks at so many rows. */
function search(db: Kysely<Things>, of: number, rows: number) {
  return (request: PageRequest): Promise<Page<{ id: string; made_at: Date; n: number }>> =>
    fetchPage(db, db.selectFrom("things").selectAll(), "made_at", request, undefined, {
      matching: (query) => query.where(sql<boolean>`n % ${sql.lit(of)} = 0`),
      rows,
    });
}

const multiples = (of: number): number[] =>
  Array.from({ length: count }, (_, n) => n).filter((n) => n % of === 0);

describe.for(["desc", "asc"] as const)("in the order %s", (order) => {
  test.for([
    [1, 7, 10],
    [2, 1, 1],
    [10, 3, 7],
    [10, 100, 1000],
    [50, 4, 10],
    [51, 1, 50],
  ] as const)(
    "multiples of %i, %i on a page that looks at %i rows, are found once each, and back again",
    async ([of, limit, rows]) => {
      await using db = await openThings();
      const read = search(db, of, rows);
      const expected = order === "asc" ? multiples(of) : multiples(of).toReversed();
      const there: number[] = [];
      let page = await read({ limit, order });
      const prevCursors: string[] = [];
      for (;;) {
        there.push(...page.items.map(({ n }) => n));
        if (page.prevCursor) prevCursors.push(page.prevCursor);
        if (page.nextCursor === null) break;
        page = await read({ limit, order, cursor: page.nextCursor });
      }
      expect(there).toEqual(expected);
      const [last] = prevCursors.slice(-1);
      const back: number[] = [];
      for (let cursor = last ?? null; cursor !== null;) {
        const before = await read({ limit, order, cursor });
        back.unshift(...before.items.map(({ n }) => n));
        cursor = before.prevCursor;
      }
      expect(back).toEqual(expected.slice(0, back.length));
      expect(back.length > 0).toBe(last !== undefined);
    },
  );
});

test("a page that PostgreSQL ends early says up to when it looked, and DuckDB looks at all", async () => {
  await using db = await openThings();
  const { items, nextCursor, searchedTo } = await search(db, 51, 10)({});
  const found = { items: items.map(({ n }) => n), isLast: nextCursor === null, searchedTo };
  expect(found).toEqual(
    engineOf(db) === "postgres"
      ? { items: [], isLast: false, searchedTo: new Date("2026-01-01T00:00:00Z") }
      : { items: [51, 0], isLast: true, searchedTo: undefined },
  );
});

test("a range of time is kept, and the last page ends the search", async () => {
  await using db = await openThings();
  const since = new Date("2026-01-01T00:00:00.000Z");
  const read = search(db, 3, 1000);
  expect((await read({ since, until: since })).items).toEqual([]);
  const all = await read({ since });
  expect(all.items).toHaveLength(34);
  expect(all.nextCursor).toBeNull();
  expect(all).not.toHaveProperty("searchedTo");
});
