import { openDatabase } from "@handsfree/query";
import { runOnce } from "../../src/entries/action-logs.ts";

/** Dies in the middle of a side effect, so that its outcome is unknown. */
const [path = "", userId = ""] = process.argv.slice(2);
const db = await openDatabase({ path });
await runOnce(
  db,
  { userId, actionType: "merge_pr", request: { pr: 12 }, idempotencyKey: "done", leaseSeconds: 30 },
  () => "done",
);
await runOnce(
  db,
  { userId, actionType: "merge_pr", request: { pr: 12 }, idempotencyKey: "k", leaseSeconds: 30 },
  () => process.kill(process.pid, "SIGKILL"),
);
