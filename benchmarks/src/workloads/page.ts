import { rareRows, rareStep, rareUser, seededId, seededUser, seededUsers } from "../data/seed.ts";
import { expectEqual } from "./expect.ts";
import type { Workload } from "./workload.ts";

const pageSize = 50;

/** Reads the newest fifty action logs of one user. */
export const page: Workload = {
  name: "page",
  tables: ["action_logs"],
  start(contender, seed) {
    /** The last seeded row of each user is among the last rows of the table. */
    const newestRow = (n: number): number => seed.rows - 1 - (n % seededUsers.length);
    return {
      async operate(n) {
        const newest = newestRow(n);
        const ids = await contender.newestLogs(seededUser(newest), pageSize);
        const oldest = newest - (pageSize - 1) * seededUsers.length;
        expectEqual("rows", ids.length, pageSize);
        expectEqual("the newest", ids[0], seededId(seed, newest));
        expectEqual("the oldest", ids.at(-1), seededId(seed, oldest));
      },
      async verify() {
        const newest = newestRow(0);
        const ids = await contender.newestLogs(seededUser(newest), pageSize);
        const wrong = ids.findIndex(
          (id, k) => id !== seededId(seed, newest - k * seededUsers.length),
        );
        return wrong === -1 ? [] : [`row ${wrong} of the page is another`];
      },
    };
  },
};

/** Reads the page of a user who has ten action logs, far apart among all. */
export const pageOfFew: Workload = {
  name: "page-of-few",
  tables: ["action_logs"],
  start(contender, seed) {
    const newest = (rareRows - 1) * rareStep(seed);
    return {
      async operate() {
        const ids = await contender.newestLogs(rareUser, pageSize);
        expectEqual("rows", ids.length, rareRows);
        expectEqual("the newest", ids[0], seededId(seed, newest));
        expectEqual("the oldest", ids.at(-1), seededId(seed, 0));
      },
      verify: async () => [],
    };
  },
};
