import { dayMilliseconds, type Seed, seededTime } from "../data/seed.ts";
import { expectEqual, unlike } from "./expect.ts";
import type { Workload } from "./workload.ts";

/** Counts the commands of each day. */
export const countByDay: Workload = {
  name: "count-by-day",
  tables: ["commands"],
  start(contender, seed) {
    const expected = seededDays(seed);
    return {
      async operate(n) {
        const days = await contender.commandsByDay();
        const [day, count] = expected[n % expected.length] ?? [];
        expectEqual("commands of a day", days.get(day ?? 0), count);
      },
      async verify() {
        const days = await contender.commandsByDay();
        return expected.flatMap(([day, count]) => unlike(`day ${day}`, days.get(day), count));
      },
    };
  },
};

function seededDays(seed: Seed): (readonly [day: number, count: number])[] {
  const days = new Map<number, number>();
  for (let row = 0; row < seed.rows; row++) {
    const day = Math.floor(seededTime(seed, row) / dayMilliseconds);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return [...days];
}
