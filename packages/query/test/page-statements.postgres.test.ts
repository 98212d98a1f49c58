import { expect, test } from "vitest";
import { afterStatement, kibibyte, numbersOf, openThings, read } from "./sized-things.ts";

test("a page with a limit in bytes is one statement", async () => {
  await using db = await openThings([10, 900 * kibibyte, 20]);
  const { racing, bytes } = afterStatement(db, 0, async () => undefined);
  expect(numbersOf((await read(racing, 2)).items)).toEqual([2, 1]);
  expect(bytes).toHaveLength(1);
});
