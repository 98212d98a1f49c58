import { v7 } from "uuid";
import { newActionsStatement } from "../data/seed-statements.ts";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { subjectOf, subjectsOf } from "./repeats.ts";
import type { Workload } from "./workload.ts";

/** A confirmation with its row in the action logs; one in twenty is of an action that another confirms. */
export const confirm: Workload = {
  name: "confirm",
  tables: ["pending_actions", "action_logs"],
  start(contender) {
    const userId = v7();
    const prefix = v7();
    let prepared = 0;
    let won = 0;
    return {
      async prepare(until) {
        if (until <= prepared) return;
        const range = { userId, prefix, from: prepared, to: until };
        await contender.execute(newActionsStatement(contender.dialect, range));
        prepared = until;
      },
      async operate(n) {
        if (await contender.confirm(userId, `${prefix}-${subjectOf(n)}`)) won++;
      },
      async verify(operations) {
        const mine = `user_id = '${userId}'`;
        const confirmed = `${mine} AND state = 'confirmed' AND decided_at IS NOT NULL`;
        const subjects = subjectsOf(operations);
        return [
          ...unlike("winners", won, subjects),
          ...unlike(
            "confirmed",
            await countRows(contender, "pending_actions", confirmed),
            subjects,
          ),
          ...unlike("on record", await countRows(contender, "action_logs", mine), subjects),
        ];
      },
    };
  },
};
