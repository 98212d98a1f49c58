import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  findActionRun,
  listActionRuns,
  recordActionLog,
  runOnce,
} from "../src/entries/action-logs.ts";
import {
  countCommandsByDay,
  findCommand,
  linkCommandToAction,
  listCommands,
  recordCommand,
} from "../src/entries/commands.ts";
import {
  cancelPendingAction,
  claimAction,
  confirmPendingAction,
  createPendingAction,
  deletePendingAction,
  executeActions,
  findLatestPendingAction,
  findPendingAction,
  findPendingActionByToken,
  heartbeatAction,
  listPendingActions,
  waitForDecision,
} from "../src/entries/pending-actions.ts";
import {
  changeUser,
  createKey,
  createService,
  createUser,
  disableUser,
  findUser,
  listKeys,
  revokeKey,
} from "../src/entries/identity.ts";
import { eraseUser, exportUser, previewErasure } from "../src/entries/privacy.ts";
import { claimWebhookEvents, replayWebhookEvent } from "../src/entries/webhooks.ts";
import { isReservedUuid } from "../src/index.ts";

const owner = "019a2f6e-0000-7000-8000-000000000001";
const id = "019a2f6e-0000-7000-8000-0000000000aa";
const nil = "00000000-0000-0000-0000-000000000000";
const max = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const spellings = [nil, max, max.toUpperCase(), "FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF"];

let db: Kysely<Database>;
const clock = new TestClock();
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.destroy());

const proposal = { userId: owner, summary: "Merge", actionType: "merge_pr", actionPayload: {} };
const log = { userId: owner, actionType: "merge_pr", ok: true };
const command = { userId: owner, inputType: "text", status: "ok" } as const;
const run = { userId: owner, actionType: "merge_pr", idempotencyKey: "k" };
const claim = { types: ["merge_pr"], worker: "merger" };
const key = { name: "ci", scopes: ["audit:read"] } as const;
const token = "t";
const unreachable = (): never => {
  throw new Error("it ran");
};

/** Every function that takes a person or a worker, called with a reserved UUID. */
const uses: Readonly<Record<string, (nobody: string) => Promise<unknown>>> = {
  "propose as the owner": (userId) => createPendingAction(db, { ...proposal, userId }, clock),
  "propose in their name": (proposedBy) =>
    createPendingAction(db, { ...proposal, proposedBy }, clock),
  "be an approver": (nobody) =>
    createPendingAction(db, { ...proposal, approvers: [owner, nobody] }, clock),
  confirm: (userId) => confirmPendingAction(db, { userId, token }, clock),
  cancel: (userId) => cancelPendingAction(db, { userId, token }, clock),
  delete: (userId) => deletePendingAction(db, { userId, token }, clock),
  find: (userId) => findPendingAction(db, { userId, id }, clock),
  "find by token": (userId) => findPendingActionByToken(db, { userId, token }, clock),
  "find the latest": (userId) => findLatestPendingAction(db, userId, clock),
  list: (userId) => listPendingActions(db, { userId }, clock),
  wait: (userId) => waitForDecision(db, { userId, id }, { timeout: 0 }, clock),
  "claim for a user": (userId) => claimAction(db, { ...claim, userId }, clock),
  "claim as a worker": (worker) => claimAction(db, { ...claim, worker }, clock),
  "execute as a worker": (worker) =>
    executeActions(db, { ...claim, worker, signal: AbortSignal.timeout(1), execute: unreachable }),
  heartbeat: (userId) => heartbeatAction(db, { actionId: id, token, userId }, clock),
  "record a log": (userId) => recordActionLog(db, { ...log, userId }, clock),
  run: (userId) => runOnce(db, { ...run, userId }, unreachable, clock),
  "find a run": (userId) => findActionRun(db, { userId, actionType: "merge_pr", key: "k" }, clock),
  "list runs": (userId) => listActionRuns(db, { userId }, clock),
  "record a command": (userId) => recordCommand(db, { ...command, userId }, clock),
  "link a command": (userId) =>
    linkCommandToAction(db, { userId, commandId: id, pendingActionId: id }, clock),
  "find a command": (userId) => findCommand(db, { userId, id }, clock),
  "list commands": (userId) => listCommands(db, { userId }, clock),
  "count commands": (userId) => countCommandsByDay(db, { userId }),
  "become a user": (nobody) => createUser(db, { id: nobody }, clock),
  "be found as a user": (userId) => findUser(db, userId),
  "be changed": (userId) => changeUser(db, { userId, role: "admin" }, clock),
  "be disabled": (userId) => disableUser(db, { userId }, clock),
  "have a key": (userId) => createKey(db, { ...key, userId }, clock),
  "have keys listed": (userId) => listKeys(db, { userId }, clock),
  "have a service act for them": (nobody) =>
    createKey(db, { ...key, serviceId: id, actsFor: [nobody] }, clock),
  "make a service": (by) => createService(db, { name: "ci", kind: "worker", by }, clock),
  "revoke a key": (by) => revokeKey(db, { id, by }, clock),
  "be erased": (userId) => eraseUser(db, { userId }, clock),
  "have erased": (requestedBy) => eraseUser(db, { userId: owner, requestedBy }, clock),
  "be previewed": (userId) => previewErasure(db, userId),
  "be exported": (userId) => exportUser(db, userId, clock).next(),
  "claim an event": (worker) => claimWebhookEvents(db, { worker }, clock),
  "replay an event": (requestedBy) => replayWebhookEvent(db, { id, requestedBy }, clock),
};

describe("a reserved UUID cannot", () => {
  test.for(Object.entries(uses))("%s", async ([, use]) => {
    for (const spelling of spellings) {
      await expect(use(spelling)).rejects.toMatchObject({ code: "invalid_input" });
    }
    await expect(use(nil)).rejects.toThrow(/no person/);
  });

  test.for([
    `{${nil}}`,
    `urn:uuid:${nil}`,
    nil.replaceAll("-", ""),
    ` ${max} `,
    "clock",
    "Clock",
    "erasure",
  ])("work as %s", async (worker) => {
    for (const work of [
      claimAction(db, { ...claim, worker }, clock),
      claimWebhookEvents(db, { worker }, clock),
    ]) {
      await expect(work).rejects.toMatchObject({ code: "invalid_input", field: "worker" });
    }
  });

  test("a similar id is accepted", () => {
    expect(isReservedUuid("00000000-0000-0000-0000-000000000001")).toBe(false);
    expect(isReservedUuid("fffffffe-ffff-ffff-ffff-ffffffffffff")).toBe(false);
    expect(isReservedUuid("0")).toBe(false);
  });
});

describe("a type that HandsFree writes itself is refused", () => {
  test.for([
    "user.erased",
    "user.invented",
    "access_key.created",
    "service_account.disabled",
    "retention.ran",
    "pending_action.confirmed",
    "action_run.started",
    "User.Erased",
    " user.erased",
    "\u200buser.erased",
    "us\u00ader.erased",
    "user\u2024erased",
    "\uff55ser.erased",
    "PENDING_ACTION.confirmed",
    "retention\u{e0001}.ran",
  ])("%j", async (actionType) => {
    const refused = { code: "invalid_input", field: "actionType" };
    await expect(recordActionLog(db, { ...log, actionType }, clock)).rejects.toMatchObject(refused);
    await expect(runOnce(db, { ...run, actionType }, unreachable, clock)).rejects.toMatchObject(
      refused,
    );
    await expect(createPendingAction(db, { ...proposal, actionType }, clock)).rejects.toMatchObject(
      refused,
    );
    const { items } = await listPendingActions(db, { userId: owner, state: "all" }, clock);
    expect(items).toEqual([]);
  });

  test.for(["user", "users.erased", "merge_user.erased", "retention", "my.user.erased"])(
    "%s is",
    async (actionType) => {
      const recorded = await recordActionLog(db, { ...log, actionType }, clock);
      expect(recorded).toMatchObject({ outcome: "recorded", log: { actionType } });
    },
  );
});
