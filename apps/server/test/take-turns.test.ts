import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "../src/http/take-turns.ts";

test("callers begin in order, as many in a turn as there may be, and the first ones at once", async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const take = (...callers: number[]): void => {
    for (const caller of callers) turns.take(() => begun.push(caller));
  };
  take(1, 2, 3, 4, 5);
  expect(begun).toEqual([1, 2]);
  await setImmediate();
  expect(begun).toEqual([1, 2, 3, 4]);
  take(6);
  await setImmediate();
  expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
  take(7);
  expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
  await setImmediate();
  await setImmediate();
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
  take(8);
  expect(begun).toHaveLength(8);
});

test("each caller begins in its own async context", async () => {
  const turns = new Turns(1);
  const request = new AsyncLocalStorage<number>();
  const seen: (number | undefined)[] = [];
  for (const id of [1, 2, 3]) {
    request.run(id, () => turns.take(() => seen.push(request.getStore())));
  }
  for (let turn = 0; turn < 3; turn++) await setImmediate();
  expect(seen).toEqual([1, 2, 3]);
});

test("one caller after the other never waits", async () => {
  const turns = new Turns(1);
  for (let caller = 0; caller < 5; caller++) {
    let hasBegun = false;
    turns.take(() => (hasBegun = true));
    expect(hasBegun).toBe(true);
    await setImmediate();
  }
});
