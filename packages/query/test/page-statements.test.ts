import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { pageLimits } from "../src/page-limits.ts";
import {
  afterStatement,
  idOf,
  kibibyte,
  numbersOf,
  openThings,
  read,
  type Things,
} from "./sized-things.ts";

test("a usual page is one statement; one with large rows, or without their sizes, is two", async () => {
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
});

test.for([true, false])(
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

test("a first row that grows before it is read is a page alone", async () => {
  await using db = await openThings([100, 100, 1000 * kibibyte]);
  await read(db, 3);
  const { racing } = afterStatement(db, 1, (other) =>
    sql`update things set words = repeat('x', ${5 * 1024 * kibibyte}), size = ${5 * 1024 * kibibyte}
      where id = ${idOf(2)}`.execute(other),
  );
  const first = await read(racing, 3);
  expect(numbersOf(first.items)).toEqual([2]);
  expect(numbersOf((await read(db, 3, first.nextCursor ?? "")).items)).toEqual([1, 0]);
});
