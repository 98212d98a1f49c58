import { createPendingAction } from "@handsfree/repositories";
import { v7 } from "uuid";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import type { Workload } from "./workload.ts";

export const createAction: Workload = {
  name: "create-action",
  tables: ["pending_actions"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const userId = v7();
    let token = "";
    return {
      async operate(n) {
        const created = await createPendingAction(database, {
          userId,
          summary: `Merge ${n}`,
          actionType: "merge_pr",
          actionPayload: { pr: 1 },
        });
        token = created.token;
      },
      async verify(operations) {
        const rows = await countRows(contender, "pending_actions", `user_id = '${userId}'`);
        const payload = await contender.findAction(userId, token);
        return [...unlike("rows", rows, operations), ...unlike("payload", payload, '{"pr":1}')];
      },
    };
  },
};
