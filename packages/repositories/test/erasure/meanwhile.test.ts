import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runOnce } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  claimAction,
  confirmPendingAction,
  createPendingAction,
  heartbeatAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import { eraseUser } from "../../src/entries/privacy.ts";
import { dumpDatabase } from "./dump.ts";
import { newPerson } from "./person.ts";

let db: Kysely<Database>;
let clock: TestClock;
const { userId } = newPerson("ada");
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const propose = async (summary: string) => {
  const input = { userId, summary, actionType: "merge_pr", actionPayload: { pr: 12 } };
  const proposal = await createPendingAction(db, input, clock);
  if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
  return proposal;
};

test("a worker that executes the person's action finds no action to report on, and leaves no data", async () => {
  const { token } = await propose("Merge #12");
  await confirmPendingAction(db, { userId, token }, clock);
  const claimed = await claimAction(db, { types: ["merge_pr"], worker: "w" }, clock);
  if (claimed === undefined) throw new Error("nothing to claim");
  await eraseUser(db, { userId }, clock);
  const holder = { actionId: claimed.action.id, token: claimed.lease.token };
  expect(await heartbeatAction(db, holder, clock)).toMatchObject({ outcome: "not_found" });
  expect(await succeedAction(db, holder, clock)).toMatchObject({ outcome: "not_found" });
  expect(await dumpDatabase(db)).not.toContain(userId);
});

test("a side effect that runs meanwhile is recorded when it ends, and the next call erases it", async () => {
  const input = { userId, actionType: "merge_pr", idempotencyKey: "k", target: "octo/repo#12" };
  const ran = await runOnce(db, input, () => eraseUser(db, { userId }, clock).then(() => 1), clock);
  expect(ran.outcome).toBe("lease_lost");
  expect(await dumpDatabase(db)).toContain(userId);
  const { counts } = await eraseUser(db, { userId }, clock);
  expect(counts.action_logs).toEqual({ deleted: 0, cleared: 1 });
  expect(await dumpDatabase(db)).not.toContain(userId);
});

test("concurrent writes of clients are complete, and the next call erases them", async () => {
  const writes = Array.from({ length: 30 }, (_, index) =>
    index % 2 === 0
      ? propose(`Merge #${index}`)
      : recordCommand(db, { userId, inputType: "text", status: "ok" }, clock),
  );
  const erasures = Array.from({ length: 3 }, () => eraseUser(db, { userId }, clock));
  await Promise.all([...writes, ...erasures]);
  // No later call could find a token or an approval without its action.
  const orphans = await db
    .selectFrom("pending_action_tokens")
    .select("action_id")
    .where("action_id", "not in", (where) => where.selectFrom("pending_actions").select("id"))
    .execute();
  expect(orphans).toEqual([]);
  await eraseUser(db, { userId }, clock);
  expect(await dumpDatabase(db)).not.toContain(userId);
});
