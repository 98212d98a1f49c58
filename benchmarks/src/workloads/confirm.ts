import { v7 } from "uuid";
import { sha256 } from "../contenders/sha256.ts";
import { newActionPayload, newActionsStatement } from "../data/seed-statements.ts";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { subjectOf, subjectsOf } from "./repeats.ts";
import type { Workload } from "./workload.ts";

/** Confirms an action and writes its action log. One in twenty confirms the same action as another call. */
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
        const confirmed = `${mine} AND state = 'confirmed' AND approvals = 1
          AND decided_at IS NOT NULL AND decided_by = user_id`;
        const audited = `${mine} AND action_type = 'pending_action.confirmed'
          AND target IN (SELECT CAST(id AS TEXT) FROM pending_actions WHERE ${confirmed})`;
        const [log] = await contender.execute(
          `SELECT CAST(result AS TEXT) AS result FROM action_logs WHERE ${audited} LIMIT 1`,
        );
        const told = {
          action_type: "merge_pr",
          payload_digest: sha256(newActionPayload),
          state: "confirmed",
          by: userId,
          reason: null,
          approvals: 1,
          required_approvals: 1,
        };
        const subjects = subjectsOf(operations);
        return [
          ...unlike("winners", won, subjects),
          ...unlike(
            "confirmed",
            await countRows(contender, "pending_actions", confirmed),
            subjects,
          ),
          ...unlike("on record", await countRows(contender, "action_logs", mine), subjects),
          ...unlike(
            "with its action",
            await countRows(contender, "action_logs", audited),
            subjects,
          ),
          ...unlike("what is on record", JSON.parse(String(log?.["result"])), told),
        ];
      },
    };
  },
};
