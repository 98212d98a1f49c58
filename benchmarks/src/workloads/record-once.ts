import { v7 } from "uuid";
import { countRows } from "./count-rows.ts";
import { OnceOnlyLedger } from "./once-only.ts";
import { subjectOf } from "./repeats.ts";
import type { Workload } from "./workload.ts";

/** Records an action log with an idempotency key. One in twenty is a retry. */
export const recordOnce: Workload = {
  name: "record-once",
  tables: ["action_logs"],
  start(contender) {
    const userId = v7();
    const ledger = new OnceOnlyLedger();
    return {
      async operate(n) {
        const subject = subjectOf(n);
        ledger.note(subject, await contender.recordOnce(userId, `key-${subject}`));
      },
      async verify(operations) {
        const rows = await countRows(
          contender,
          "action_logs",
          `user_id = '${userId}' AND owned_key = '${userId}/merge_pr/' || idempotency_key
            AND key_expires_at > created_at AND length(request_digest) = 64`,
        );
        return ledger.verify(operations, rows);
      },
    };
  },
};
