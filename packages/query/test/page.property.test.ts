import fc from "fast-check";
import { type Kysely, type KyselyPlugin, sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test, inject } from "vitest";
import { fetchPage, openDatabase, type PageRequest } from "../src/index.ts";

interface Tables {
  logs: { id: string; owner: string; made_at: Date };
}
interface Row {
  readonly id: string;
  readonly owner: "a" | "b";
  /** In microseconds since 1970. */
  readonly time: number;
}

let db: Kysely<Tables>;
beforeAll(async () => {
  db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<Tables>;
});
beforeEach(async () => {
  await sql`create or replace table logs (id uuid, owner text, made_at timestamptz)`.execute(db);
});
afterAll(() => db.destroy());

const second = 1_000_000;
const year = 366 * 86_400 * second;
/** Ways in which rows can lie in time: at one instant, in bursts, evenly, decades apart, before 1970. */
const times = fc.oneof(
  fc.constantFrom(0, 1, second),
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 3600 }).map((n) => n * second),
  fc.integer({ min: -60 * year, max: 60 * year }),
  fc.integer({ min: 0, max: 52 }).map((power) => 2 ** power),
);
const logs: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    owner: fc.constantFrom("a", "b"),
    time: fc.oneof(times, fc.constant(1_770_000_000 * second)),
  }),
  { selector: ({ id }) => id, maxLength: 120, size: "max" },
);
const instant = fc.option(
  times.map((time) => new Date(Math.floor(time / 1000))),
  { nil: undefined, freq: 6 },
);
const requests = fc.record({
  limit: fc.constantFrom(1, 3, 7, 20, 60),
  since: instant,
  until: instant,
  order: fc.constantFrom("desc", "asc"),
});

async function insert(rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(
    ({ id, owner, time }) => `('${id}', '${owner}', make_timestamptz(${time}))`,
  );
  await sql.raw(`insert into logs values ${values.join()}`).execute(db);
}

/** What one plain statement says. */
async function idsInOrder({ since, until, order = "desc" }: PageRequest): Promise<string[]> {
  let query = db.selectFrom("logs").select("id").where("owner", "=", "a");
  if (since !== undefined) query = query.where("made_at", ">=", since);
  if (until !== undefined) query = query.where("made_at", "<", until);
  const rows = await query.orderBy("made_at", order).orderBy("id", order).execute();
  return rows.map(({ id }) => id);
}

/** @param asked another one makes it another query, of which nothing is known yet. */
async function page(request: PageRequest, on: Kysely<Tables> = db, asked = 0) {
  const query = on
    .selectFrom("logs")
    .select("id")
    .where("owner", "=", "a")
    .where(sql<boolean>`${asked} >= 0`);
  const { items, nextCursor, prevCursor } = await fetchPage(on, query, "made_at", request);
  return {
    ids: items.map(({ id }) => id),
    cursor: nextCursor ?? undefined,
    back: prevCursor ?? undefined,
  };
}

test("pages to the end, and back from there, are what one plain statement says, whatever was there before", async () => {
  await fc.assert(
    fc.asyncProperty(logs, requests, async (rows, request) => {
      // What was learned of the rows of the runs before is as wrong as can be.
      await sql`delete from logs`.execute(db);
      await insert(rows);
      const expected = await idsInOrder(request);
      const pages: string[][] = [];
      let cursor: string | undefined;
      let back: string | undefined;
      do {
        const { ids, cursor: next, back: before } = await page({ ...request, cursor });
        expect(ids).toEqual(expected.splice(0, request.limit));
        pages.push(ids);
        [cursor, back] = [next, before];
      } while (cursor !== undefined);
      expect(expected).toEqual([]);
      while (back !== undefined) {
        const after = pages.pop() ?? [];
        const { ids, back: before, cursor: next } = await page({ ...request, cursor: back });
        expect(ids).toEqual(pages.at(-1));
        expect((await page({ ...request, cursor: next })).ids).toEqual(after);
        back = before;
      }
      expect(pages.length).toBe(1);
    }),
    { numRuns: inject("depth") === "deep" ? 150 : 40 },
  );
});

test("a page while others write is what one plain statement says after one of the writes", async () => {
  let runs = 1;
  await fc.assert(
    fc.asyncProperty(
      logs,
      fc.array(fc.record({ added: logs, deleted: fc.double({ min: 0, max: 1, noNaN: true }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      async (rows, writes, limit, isNew) => {
        await sql`delete from logs`.execute(db);
        await insert(rows);
        const states = [await idsInOrder({})];
        const others = [...writes];
        const written: Row[] = [];
        const writeBetween = afterEachStatement(async () => {
          const write = others.shift();
          if (write === undefined) return;
          const doomed = states.at(-1)?.filter((_, n, all) => n < write.deleted * all.length) ?? [];
          if (doomed.length > 0) await db.deleteFrom("logs").where("id", "in", doomed).execute();
          // Some of them can be there already.
          const known = new Set([...rows, ...written].map(({ id }) => id));
          const added = write.added.filter(({ id }) => !known.has(id));
          written.push(...added);
          await insert(added);
          states.push(await idsInOrder({}));
        });
        const { ids } = await page({ limit }, db.withPlugin(writeBetween), isNew ? runs++ : 0);
        expect(states.map((state) => state.slice(0, limit))).toContainEqual(ids);
      },
    ),
    { numRuns: inject("depth") === "deep" ? 150 : 40 },
  );
});

/** Does something when a statement's rows are there, before whoever asked for them goes on. */
function afterEachStatement(work: () => Promise<void>): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await work();
      return result;
    },
  };
}
