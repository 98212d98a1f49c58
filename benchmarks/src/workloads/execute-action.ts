import { claimAction, succeedAction } from "@handsfree/repositories/pending-actions";
import { v7 } from "uuid";
import { newActionsStatement } from "../data/seed-statements.ts";
import { countRows } from "./count-rows.ts";
import { expectEqual, unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import type { Workload } from "./workload.ts";

/** Claims a confirmed action and reports on it, each with an action log. */
export const executeAction: Workload = {
  name: "execute-action",
  tables: ["pending_actions", "action_logs"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const userId = v7();
    const prefix = v7();
    let prepared = 0;
    return {
      async prepare(until) {
        if (until <= prepared) return;
        const range = { userId, prefix, from: prepared, to: until };
        await contender.execute(newActionsStatement(contender.dialect, range));
        await contender.execute(`UPDATE pending_actions
          SET state = 'confirmed', approvals = 1, decided_at = created_at, decided_by = user_id
          WHERE user_id = '${userId}' AND state = 'pending'`);
        prepared = until;
      },
      async operate() {
        const claimed = await claimAction(database, {
          types: ["merge_pr"],
          worker: "bench",
          userId,
        });
        if (claimed === undefined) throw new Error("there is nothing to claim");
        const { outcome } = await succeedAction(database, {
          ...claimed.lease,
          result: { merged: true },
        });
        expectEqual("outcome", outcome, "succeeded");
      },
      async verify(operations) {
        const mine = `user_id = '${userId}'`;
        const once = `${mine} AND state = 'succeeded' AND attempts = 1 AND ended_at IS NOT NULL`;
        const logs = (event: string): Promise<number> =>
          countRows(
            contender,
            "action_logs",
            `${mine} AND action_type = 'pending_action.execution_${event}'`,
          );
        return [
          ...unlike("succeeded", await countRows(contender, "pending_actions", once), operations),
          ...unlike("starts on record", await logs("started"), operations),
          ...unlike("ends on record", await logs("ended"), operations),
        ];
      },
    };
  },
};
