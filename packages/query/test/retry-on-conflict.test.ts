import { expect, test } from "vitest";
import { DatabaseError, retryOnConflict } from "../src/index.ts";

const conflict = new DatabaseError("write_conflict", "met", { retryable: true });

/** Work that fails so often before it succeeds, and what was waited for in between. */
function failing(times: number, error: unknown = conflict) {
  const waits: number[] = [];
  let runs = 0;
  return {
    waits,
    runs: () => runs,
    work: async (): Promise<string> => {
      if (runs++ < times) throw error;
      return "done";
    },
    wait: async (milliseconds: number): Promise<void> => void waits.push(milliseconds),
  };
}

test("a conflict is tried again, each time after a wait of up to twice as long", async () => {
  const { work, wait, waits } = failing(4);
  expect(await retryOnConflict(work, { wait, random: () => 1 })).toBe("done");
  expect(waits).toEqual([10, 20, 40, 80]);
});

test("the wait is any part of that, and never longer than a second", async () => {
  const { work, wait, waits } = failing(12);
  const random = [0, 0.5, 0.25, ...Array<number>(9).fill(1)].values();
  await retryOnConflict(work, { attempts: 20, wait, random: () => random.next().value ?? 1 });
  expect(waits).toEqual([0, 10, 10, 80, 160, 320, 640, 1000, 1000, 1000, 1000, 1000]);
});

test("five attempts are made, unless told otherwise, and the last one's error is thrown", async () => {
  const five = failing(100);
  await expect(retryOnConflict(five.work, five)).rejects.toBe(conflict);
  expect(five.runs()).toBe(5);
  const one = failing(100);
  await expect(retryOnConflict(one.work, { ...one, attempts: 1 })).rejects.toBe(conflict);
  expect(one.runs()).toBe(1);
});

test.for([
  new DatabaseError("duplicate_key", "there"),
  new DatabaseError("out_of_resources", "full", { retryable: true }),
  new DatabaseError("write_conflict", "for good"),
  new Error("write_conflict"),
])("any other error is thrown at once: %o", async (error) => {
  const { work, wait, runs } = failing(100, error);
  await expect(retryOnConflict(work, { wait })).rejects.toBe(error);
  expect(runs()).toBe(1);
});

test("an aborted signal ends the waiting, with its reason", async () => {
  const controller = new AbortController();
  const { work, runs } = failing(100);
  const running = retryOnConflict(work, {
    attempts: 100,
    signal: controller.signal,
    random: () => {
      controller.abort(new Error("no longer wanted"));
      return 1;
    },
  });
  await expect(running).rejects.toThrow("no longer wanted");
  expect(runs()).toBe(1);
  await expect(retryOnConflict(work, { signal: controller.signal })).rejects.toThrow("no longer");
  expect(runs()).toBe(1);
});

test.for([0, -1, 1.5, Number.NaN])("%d attempts are refused", async (attempts) => {
  await expect(retryOnConflict(async () => 1, { attempts })).rejects.toMatchObject({
    code: "invalid_input",
    field: "attempts",
  });
});
