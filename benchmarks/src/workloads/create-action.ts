import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { v7 } from "uuid";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import type { Workload } from "./workload.ts";

/** Below the limit of open actions, since no action is decided here. */
const openAUser = 50;

/** Proposes an action, writes its action log, and counts the open actions. */
export const createAction: Workload = {
  name: "create-action",
  tables: ["pending_actions", "action_logs"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const users: string[] = [];
    let last = { userId: "", token: "" };
    return {
      async operate(n) {
        const userId = (users[Math.floor(n / openAUser)] ??= v7());
        const proposal = await createPendingAction(database, {
          userId,
          summary: `Merge ${n}`,
          actionType: "merge_pr",
          actionPayload: { pr: 1 },
        });
        if (proposal.outcome !== "proposed") throw new Error(`it is ${proposal.outcome}`);
        last = { userId, token: proposal.token };
      },
      async verify(operations) {
        const theirs = `user_id IN ('${users.join("', '")}')`;
        const rows = await countRows(contender, "pending_actions", theirs);
        const logs = await countRows(contender, "action_logs", theirs);
        const payload = await contender.findAction(last.userId, last.token);
        return [
          ...unlike("rows", rows, operations),
          ...unlike("on record", logs, operations),
          ...unlike("payload", payload, '{"pr":1}'),
        ];
      },
    };
  },
};
