import { v7 } from "uuid";
import { scatteredRow, seededId, seededUser } from "../data/seed.ts";
import { expectEqual, unlike } from "./expect.ts";
import type { Workload } from "./workload.ts";

/** Finds a command by its id. */
export const findCommand: Workload = {
  name: "find-command",
  tables: ["commands"],
  start(contender, seed) {
    return {
      async operate(n) {
        const row = scatteredRow(seed, n);
        const entities = await contender.findCommand(seededUser(row), seededId(seed, row));
        expectEqual(`entities of command ${row}`, entities, `{"pr":${row}}`);
      },
      async verify() {
        return [
          ...unlike("no such id", await contender.findCommand(seededUser(0), v7()), undefined),
          ...unlike("another's", await contender.findCommand(v7(), seededId(seed, 0)), undefined),
        ];
      },
    };
  },
};
