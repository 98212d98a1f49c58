import { claimAction, heartbeatAction, type Lease } from "@handsfree/repositories/pending-actions";
import { countRows } from "./count-rows.ts";
import { expectEqual, unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import { PreparedActions } from "./prepared-actions.ts";
import type { Workload } from "./workload.ts";

const leased = 100;
const leaseSeconds = 3600;

/** Extends the lease of one of the actions that are being executed. */
export const heartbeat: Workload = {
  name: "heartbeat",
  tables: ["pending_actions", "action_logs"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const actions = new PreparedActions(contender, "confirmed");
    const leases: Lease[] = [];
    return {
      async prepare() {
        if (leases.length > 0) return;
        await actions.prepare(leased);
        for (let n = 0; n < leased; n++) {
          const claim = { types: [actions.type], worker: "bench", leaseSeconds };
          const claimed = await claimAction(database, claim);
          if (claimed) leases.push(claimed.lease);
        }
      },
      async operate(n) {
        const { actionId, token } = leases[n % leases.length] as Lease;
        const { outcome } = await heartbeatAction(database, { actionId, token, leaseSeconds });
        expectEqual("outcome", outcome, "extended");
      },
      async verify() {
        const held = `${actions.mine} AND state = 'executing' AND attempts = 1`;
        return unlike("leases", await countRows(contender, "pending_actions", held), leased);
      },
    };
  },
};
