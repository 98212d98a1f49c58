import { expect, test } from "vitest";
import { shareProcessor } from "../src/http/share-processor.ts";

/** Makes pieces that take so many milliseconds each, for a reader who takes others. */
async function run(making: readonly number[], reading: number): Promise<{ pauses: number[] }> {
  let time = 0;
  const pauses: number[] = [];
  const pieces = async function* (): AsyncIterable<number> {
    for (const milliseconds of making) {
      time += milliseconds;
      yield milliseconds;
    }
  };
  const pause = async (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
    time += milliseconds;
  };
  const taken: number[] = [];
  for await (const piece of shareProcessor(pieces(), { now: () => time, pause })) {
    taken.push(piece);
    time += reading;
  }
  expect(taken).toEqual(making);
  return { pauses };
}

test("a maker pauses as long as it has worked since the last pause, and not for its reader's time", async () => {
  expect((await run([5, 10, 30, 15, 4, 1, 2], 500)).pauses).toEqual([45, 20]);
});

test("a pause is at most a second", async () => {
  expect((await run([8000, 20], 0)).pauses).toEqual([1000, 20]);
});

test("a reader who goes ends the maker", async () => {
  let isEnded = false;
  const pieces = async function* (): AsyncIterable<number> {
    try {
      yield 1;
      yield 2;
    } finally {
      isEnded = true;
    }
  };
  for await (const _piece of shareProcessor(pieces())) break;
  expect(isEnded).toBe(true);
});
