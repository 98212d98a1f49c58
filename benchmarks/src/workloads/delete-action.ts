import { deletePendingAction } from "@handsfree/repositories/pending-actions";
import { countRows } from "./count-rows.ts";
import { expectEqual, unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import { PreparedActions } from "./prepared-actions.ts";
import type { Workload } from "./workload.ts";

export const deleteAction: Workload = {
  name: "delete-action",
  tables: ["pending_actions", "action_logs"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const actions = new PreparedActions(contender, "pending");
    let prepared = 0;
    return {
      async prepare(until) {
        await actions.prepare(until);
        prepared = Math.max(prepared, until);
      },
      async operate(n) {
        const holder = { userId: actions.ownerOf(n), token: actions.tokenOf(n) };
        const { outcome } = await deletePendingAction(database, holder);
        expectEqual("outcome", outcome, "deleted");
      },
      async verify(operations) {
        const left = await countRows(contender, "pending_actions", actions.mine);
        return unlike("rows left", left, prepared - operations);
      },
    };
  },
};
