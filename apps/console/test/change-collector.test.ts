import { expect, test } from "vitest";
import { ChangeCollector } from "../src/live/change-collector.ts";
import type { ChangeBatch } from "../src/live/changes.ts";

/** Time that only a test moves. */
function collectorAtTime(): {
  readonly collector: ChangeCollector;
  readonly batches: ChangeBatch[];
  readonly pass: (milliseconds: number) => void;
} {
  let now = 0;
  const timers: { readonly at: number; readonly callback: () => void }[] = [];
  const batches: ChangeBatch[] = [];
  const pace = {
    first: 40,
    between: 700,
    now: () => now,
    later: (callback: () => void, milliseconds: number) => {
      timers.push({ at: now + milliseconds, callback });
    },
  };
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    for (const timer of timers.splice(0)) {
      if (timer.at <= now) timer.callback();
      else timers.push(timer);
    }
  };
  return { collector: new ChangeCollector((batch) => batches.push(batch), pace), batches, pass };
}

const change = (id: string) => ({
  kind: "pending_action",
  id,
  type: "pending_action.confirmed",
});

test("the first change is told at once, and later ones together", () => {
  const { collector, batches, pass } = collectorAtTime();
  collector.add(change("1"));
  pass(40);
  expect(batches).toEqual([{ changes: [change("1")], isEverything: false }]);
  collector.add(change("2"));
  pass(600);
  collector.add(change("3"));
  collector.add(change("2"));
  expect(batches).toHaveLength(1);
  pass(100);
  expect(batches[1]?.changes.map(({ id }) => id)).toEqual(["2", "3"]);
});

test("fifty changes a second make at most two batches a second", () => {
  const { collector, batches, pass } = collectorAtTime();
  for (let n = 0; n < 500; n += 1) {
    collector.add(change(String(n)));
    pass(20);
  }
  expect(batches.length).toBeGreaterThan(10);
  expect(batches.length).toBeLessThanOrEqual(20);
});

test("a flood becomes a change of everything, and keeps no more than 500", () => {
  const { collector, batches, pass } = collectorAtTime();
  for (let n = 0; n < 100_000; n += 1) collector.add(change(String(n)));
  pass(40);
  expect(batches[0]?.changes).toHaveLength(500);
  expect(batches[0]?.isEverything).toBe(true);
  collector.add(change("1"));
  pass(700);
  expect(batches[1]?.isEverything).toBe(false);
});
