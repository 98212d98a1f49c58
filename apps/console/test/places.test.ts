import { expect, test } from "vitest";
import { OneAtATime } from "../src/live/one-at-a-time.ts";
import {
  cursorAbove,
  cursorBelow,
  type KeptPage,
  movePlaces,
  noPlaces,
  type Places,
} from "../src/components/virtual-list/places.ts";

/** Page `n` of a list, with two rows of 10 and 20 pixels. */
const page = (n: number): KeptPage => ({
  cursor: n === 0 ? undefined : `after ${n}`,
  keys: [`${n} short`, `${n} long`],
});
const heightOf = (key: string): number => (key.endsWith("short") ? 10 : 20);
const move = (places: Places, ...numbers: readonly number[]) =>
  movePlaces(places, numbers.map(page), heightOf);
const cursors = ({ above, below }: Places) =>
  [above, below].map((all) => all.map((one) => one.cursor));

test("pages that leave a list are remembered at their end, and forgotten when they come back", () => {
  const start = move(noPlaces, 0, 1, 2).places;
  const down = move(start, 1, 2, 3);
  expect(down.moved).toBe(30);
  expect(cursors(down.places)).toEqual([[undefined], []]);
  const up = move(down.places, 0, 1, 2);
  expect(up.moved).toBe(-30);
  expect(cursors(up.places)).toEqual([[], ["after 3"]]);
  expect(cursors(move(up.places, 1, 2, 3).places)).toEqual([[undefined], []]);
});

test("a page that takes the place of all leaves the others above and below it", () => {
  let { places } = move(noPlaces, 0, 1, 2);
  for (let n = 3; n < 10; n += 1) ({ places } = move(places, n - 2, n - 1, n));
  // The first kept page is 7. Its 7 pages above are 210 pixels.
  expect(cursorAbove(places, 1)?.cursor).toBe("after 6");
  expect(cursorAbove(places, 61)?.cursor).toBe("after 4");
  expect(cursorAbove(places, 10_000)?.cursor).toBeUndefined();
  const jumped = move(places, 4);
  expect(jumped.moved).toBe(-90);
  expect(jumped.places.below.map(({ cursor }) => cursor)).toEqual(
    [5, 6, 7, 8, 9].map((n) => `after ${n}`),
  );
  expect(cursorBelow(jumped.places, 31)?.cursor).toBe("after 6");
  const back = move(jumped.places, 8);
  expect(back.moved).toBe(120);
  expect(cursors(back.places)[1]).toEqual(["after 9"]);
  expect(move(back.places, 100)).toEqual({
    places: { ...noPlaces, kept: [page(100)] },
    moved: undefined,
  });
});

test("a task of a key never runs twice at once, and runs again for those who came meanwhile", async () => {
  const tasks = new OneAtATime<string>();
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    throw new Error("a failure ends one run alone");
  };
  const first = tasks.run("a", task);
  await Promise.all([tasks.run("a", task), tasks.run("a", task)]);
  expect(ends.length).toBe(1);
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await first;
  expect(most).toBe(1);
  const later = tasks.run("a", task);
  ends[2]?.();
  await later;
  expect(ends.length).toBe(3);
});
