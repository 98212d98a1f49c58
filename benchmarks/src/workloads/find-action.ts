import { v7 } from "uuid";
import { scatteredRow, seededToken, seededUser } from "../data/seed.ts";
import { expectEqual, unlike } from "./expect.ts";
import type { Workload } from "./workload.ts";

/** Finds a pending action by the hash of its token. */
export const findAction: Workload = {
  name: "find-action",
  tables: ["pending_actions"],
  start(contender, seed) {
    return {
      async operate(n) {
        const row = scatteredRow(seed, n);
        const payload = await contender.findAction(seededUser(row), seededToken(row));
        expectEqual(`payload of ${seededToken(row)}`, payload, `{"pr":${row}}`);
      },
      async verify() {
        return [
          ...unlike("no such token", await contender.findAction(seededUser(0), "none"), undefined),
          ...unlike("another's", await contender.findAction(v7(), seededToken(0)), undefined),
        ];
      },
    };
  },
};
