import { runOnce as run } from "@handsfree/repositories/action-logs";
import { v7 } from "uuid";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import { subjectOf, subjectsOf } from "./repeats.ts";
import type { Workload } from "./workload.ts";

/** Runs a side effect once for its key. One in twenty is a retry, which may come while the first call runs. */
export const runOnce: Workload = {
  name: "run-once",
  tables: ["action_logs"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const userId = v7();
    let ran = 0;
    return {
      async operate(n) {
        const request = {
          userId,
          actionType: "merge_pr",
          target: "octo/repo#1",
          request: { pr: 1 },
          idempotencyKey: `key-${subjectOf(n)}`,
        };
        await run(database, request, () => {
          ran++;
          return { merged: true };
        });
      },
      async verify(operations) {
        const mine = `user_id = '${userId}'`;
        const kept = `${mine} AND action_type = 'merge_pr' AND owned_key IS NOT NULL`;
        const started = `${mine} AND action_type = 'action_run.started'`;
        const subjects = subjectsOf(operations);
        return [
          ...unlike("side effects", ran, subjects),
          ...unlike("outcomes", await countRows(contender, "action_logs", kept), subjects),
          ...unlike("starts", await countRows(contender, "action_logs", started), subjects),
        ];
      },
    };
  },
};
