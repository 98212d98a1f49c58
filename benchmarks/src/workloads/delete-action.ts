import { deletePendingAction } from "@handsfree/repositories/pending-actions";
import { v7 } from "uuid";
import { newActionsStatement } from "../data/seed-statements.ts";
import { countRows } from "./count-rows.ts";
import { expectEqual, unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import type { Workload } from "./workload.ts";

export const deleteAction: Workload = {
  name: "delete-action",
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
        prepared = until;
      },
      async operate(n) {
        const { outcome } = await deletePendingAction(database, {
          userId,
          token: `${prefix}-${n}`,
        });
        expectEqual("outcome", outcome, "deleted");
      },
      async verify(operations) {
        const left = await countRows(contender, "pending_actions", `user_id = '${userId}'`);
        return unlike("rows left", left, prepared - operations);
      },
    };
  },
};
