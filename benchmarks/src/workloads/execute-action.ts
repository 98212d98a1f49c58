import { countRows } from "./count-rows.ts";
import { expectEqual, unlike } from "./expect.ts";
import { PreparedActions } from "./prepared-actions.ts";
import type { Workload } from "./workload.ts";

/** Claims a confirmed action and reports on it, each with an action log. */
export const executeAction: Workload = {
  name: "execute-action",
  tables: ["pending_actions", "action_logs"],
  start(contender) {
    const actions = new PreparedActions(contender, "confirmed");
    return {
      prepare: (until) => actions.prepare(until),
      async operate() {
        const claimed = await contender.claim(actions.type, "bench");
        if (claimed === undefined) throw new Error("there is nothing to claim");
        expectEqual("payload", claimed.payload, '{"pr":1}');
        expectEqual("outcome", await contender.succeed(claimed, { merged: true }), true);
      },
      async verify(operations) {
        const once = `${actions.mine} AND state = 'succeeded' AND attempts = 1
          AND ended_at IS NOT NULL AND lease_worker = 'bench'`;
        const logs = (event: string): Promise<number> =>
          countRows(
            contender,
            "action_logs",
            `${actions.logged} AND action_type = 'pending_action.execution_${event}'`,
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
