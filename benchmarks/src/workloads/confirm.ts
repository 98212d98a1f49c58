import { sha256 } from "../contenders/rows/sha256.ts";
import { newActionPayload } from "../data/new-actions.ts";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { PreparedActions } from "./prepared-actions.ts";
import { subjectOf, subjectsOf } from "./repeats.ts";
import type { Workload } from "./workload.ts";

/** Confirms an action and writes its action log. One in twenty confirms the same action as another call. */
export const confirm: Workload = {
  name: "confirm",
  tables: ["pending_actions", "action_logs"],
  start(contender) {
    const actions = new PreparedActions(contender, "pending");
    let won = 0;
    return {
      prepare: (until) => actions.prepare(until),
      async operate(n) {
        const subject = subjectOf(n);
        if (await contender.confirm(actions.ownerOf(subject), actions.tokenOf(subject))) won++;
      },
      async verify(operations) {
        const confirmed = `${actions.mine} AND state = 'confirmed' AND approvals = 1
          AND decided_at IS NOT NULL AND decided_by = user_id`;
        const audited = `action_type = 'pending_action.confirmed' AND ${actions.logged}`;
        const [log] = await contender.execute(
          `SELECT CAST(result AS TEXT) AS result, user_id FROM action_logs WHERE ${audited} LIMIT 1`,
        );
        const told = {
          action_type: actions.type,
          payload_digest: sha256(newActionPayload),
          state: "confirmed",
          by: String(log?.["user_id"]),
          reason: null,
          approvals: 1,
          required_approvals: 1,
        };
        const subjects = subjectsOf(operations);
        const count = (table: "pending_actions" | "action_logs", condition: string) =>
          countRows(contender, table, condition);
        return [
          ...unlike("winners", won, subjects),
          ...unlike("confirmed", await count("pending_actions", confirmed), subjects),
          ...unlike("on record", await count("action_logs", audited), subjects),
          ...unlike("logs at all", await count("action_logs", actions.logged), subjects),
          ...unlike("what is on record", membersOf(String(log?.["result"]), told), told),
        ];
      },
    };
  },
};

/** Those members of a record that all contenders write. HandsFree also says where, and by which policy. */
function membersOf(record: string, told: object): object {
  const all = JSON.parse(record) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(told).map((name) => [name, all[name]]));
}
