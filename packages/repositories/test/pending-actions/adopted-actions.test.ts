import { join } from "node:path";
import {
  createPythonDatabase,
  openTestDatabase,
  pythonToken,
  pythonUser as userId,
  temporaryDirectory,
  TestClock,
} from "@handsfree/testkit";
import { expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
  deletePendingAction,
  expirePendingActions,
  findPendingAction,
  findPendingActionByToken,
  listPendingActions,
} from "../../src/entries/pending-actions.ts";

async function openAdopted() {
  const directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path);
  const db = await openTestDatabase(path);
  return {
    db,
    clock: new TestClock("2026-03-01T12:00:00Z"),
    holder: { userId, token: pythonToken },
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await directory[Symbol.asyncDispose]();
    },
  };
}

test("an action of before is read, listed, approved as it was shown, and on record", async () => {
  await using adopted = await openAdopted();
  const { db, clock, holder } = adopted;
  const action = await findPendingActionByToken(db, holder, clock);
  expect(action).toMatchObject({
    state: "pending",
    proposedBy: null,
    approvers: [userId],
    requiredApprovals: 1,
    actionPayload: { pr: 1 },
  });
  const { id = "", payloadDigest = "" } = action ?? {};
  expect(await findPendingAction(db, { userId, id }, clock)).toEqual(action);
  expect((await listPendingActions(db, { userId }, clock)).items).toEqual([action]);
  const { items } = await listPendingActions(db, { userId, role: "approver" }, clock);
  expect(items).toEqual([action]);

  const wrong = { ...holder, payloadDigest: "0".repeat(64) };
  expect((await confirmPendingAction(db, wrong, clock)).outcome).toBe("digest_mismatch");
  const decision = await confirmPendingAction(db, { ...holder, payloadDigest }, clock);
  expect(decision.outcome).toBe("confirmed");
  expect(await db.selectFrom("pending_actions").selectAll().execute()).toMatchObject([
    { payload_digest: payloadDigest, decided_by: userId, state: "confirmed" },
  ]);
  const logs = await listActionLogs(db, { userId, actionType: "pending_action.confirmed" });
  expect(logs.items).toMatchObject([{ target: id, result: { payload_digest: payloadDigest } }]);
  expect((await cancelPendingAction(db, holder, clock)).outcome).toBe("already_decided");
});

test("it counts among those that wait, expires, and can be deleted", async () => {
  await using adopted = await openAdopted();
  const { db, clock, holder } = adopted;
  const proposal = { userId, summary: "s", actionType: "t", actionPayload: 1 };
  expect(await createPendingAction(db, { ...proposal, openLimit: 1 }, clock)).toEqual({
    outcome: "too_many_open",
    limit: 1,
    of: "owner",
  });
  const later = new TestClock("2030-01-01T00:00:00Z");
  expect(await expirePendingActions(db, {}, later)).toBe(1);
  expect((await confirmPendingAction(db, holder, later)).outcome).toBe("expired");
  expect((await deletePendingAction(db, holder, later)).outcome).toBe("deleted");
});
