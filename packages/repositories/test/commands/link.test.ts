import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  findCommand,
  linkCommandToAction,
  listCommands,
  recordCommand,
} from "../../src/entries/commands.ts";
import { type EventGroup, listEvents } from "../../src/entries/events.ts";
import {
  createPendingAction,
  deletePendingAction,
  type NewPendingAction,
} from "../../src/entries/pending-actions.ts";
import { plainCommand, stranger, userId } from "./people.ts";

const everyGroup: ReadonlySet<EventGroup> = new Set(["actions", "commands", "webhooks"]);

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const propose = (owner: string = userId) =>
  proposed(db, {
    userId: owner,
    summary: "Merge #12",
    actionType: "merge_pr",
    actionPayload: { pr: 12 },
  });
const proposed = async (executor: Kysely<Database>, input: NewPendingAction) => {
  const proposal = await createPendingAction(executor, input, clock);
  if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
  return proposal;
};
const proposeId = async (owner?: string): Promise<string> => (await propose(owner)).action.id;
const recordId = async (owner: string = userId): Promise<string> =>
  (await recordCommand(db, { ...plainCommand, userId: owner }, clock)).command.id;
const link = (commandId: string, pendingActionId: string, owner: string = userId) =>
  linkCommandToAction(db, { userId: owner, commandId, pendingActionId }, clock);

test("a command is recorded with its action, and found by it", async () => {
  const pendingActionId = await proposeId();
  await recordId();
  const { command } = await recordCommand(
    db,
    // Another spelling of the UUID.
    { ...plainCommand, pendingActionId: pendingActionId.toUpperCase() },
    clock,
  );
  expect(command.pendingActionId).toBe(pendingActionId);
  expect((await listCommands(db, { userId, pendingActionId }, clock)).items).toEqual([command]);
  const theirs = await listCommands(db, { userId: stranger, pendingActionId }, clock);
  expect(theirs.items).toEqual([]);
  await expect(listCommands(db, { userId, pendingActionId: "12" }, clock)).rejects.toMatchObject({
    field: "pendingActionId",
  });
});

test("a command is linked later, once", async () => {
  const [commandId, first, second] = [await recordId(), await proposeId(), await proposeId()];
  expect(await link(commandId, first)).toMatchObject({
    outcome: "linked",
    command: { id: commandId, pendingActionId: first },
  });
  const found = await findCommand(db, { userId, id: commandId }, clock);
  expect(found?.pendingActionId).toBe(first);
  expect(await link(commandId, first)).toEqual({ outcome: "already_linked", command: found });
  expect(await link(commandId, second)).toEqual({ outcome: "linked_elsewhere", command: found });
});

test("a link is an event of the command's owner, with what was linked in its audit row", async () => {
  const [commandId, actionId] = [await recordId(), await proposeId()];
  const before = await listEvents(db, { userId, groups: everyGroup, after: "latest" }, clock);
  await linkCommandToAction(
    db,
    { userId, commandId, pendingActionId: actionId, by: stranger },
    clock,
  );
  await link(commandId, actionId);
  const after = before.outcome === "read" ? before.next : 0;
  const read = async (owner: string, groups: ReadonlySet<EventGroup>) =>
    listEvents(db, { userId: owner, groups, after }, clock);
  const [log] = (await listActionLogs(db, { userId, actionType: "command.linked" })).items;
  expect(log).toMatchObject({
    target: commandId,
    resultJson: JSON.stringify({ by: stranger, pending_action_id: actionId }),
  });
  expect(await read(userId, new Set(["commands"]))).toMatchObject({
    events: [
      {
        type: "command.linked",
        userId,
        record: { kind: "command", id: commandId },
        logId: log?.id,
      },
    ],
  });
  // A caller who may not read commands does not learn of them by the feed.
  expect(await read(userId, new Set(["actions"]))).toMatchObject({ events: [] });
  expect(await read(stranger, everyGroup)).toMatchObject({ events: [] });
});

test("of 200 callers with one action each, one links it, and all get that action", async () => {
  const commandId = await recordId();
  const actions = await Promise.all(Array.from({ length: 20 }, () => proposeId()));
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, caller) => link(commandId, actions[caller % 20] ?? "")),
  );
  const outcomes = results.map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "linked")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "already_linked")).toHaveLength(9);
  expect(outcomes.filter((outcome) => outcome === "linked_elsewhere")).toHaveLength(190);
  const logs = await listActionLogs(db, { userId, actionType: "command.linked" });
  expect(logs.items).toHaveLength(1);
  const { pendingActionId } = (await findCommand(db, { userId, id: commandId }, clock)) ?? {};
  expect(results).toEqual(
    results.map(({ outcome }) =>
      expect.objectContaining({
        outcome,
        command: expect.objectContaining({ pendingActionId }) as object,
      }),
    ),
  );
});

test("a user cannot link another user's command or action", async () => {
  const [mine, theirs] = [await recordId(), await recordId(stranger)];
  const [myAction, theirAction] = [await proposeId(), await proposeId(stranger)];
  expect(await link(theirs, myAction)).toEqual({ outcome: "command_not_found" });
  expect(await link(mine, theirAction)).toEqual({ outcome: "action_not_found" });
  expect(await link(mine, userId)).toEqual({ outcome: "action_not_found" });
  expect(await link(userId, myAction)).toEqual({ outcome: "command_not_found" });
  const withTheirs = { ...plainCommand, pendingActionId: theirAction };
  await expect(recordCommand(db, withTheirs, clock)).rejects.toMatchObject({
    code: "invalid_input",
    field: "pendingActionId",
  });
  const all = await db.selectFrom("commands").select("pending_action_id").execute();
  expect(all).toEqual([{ pending_action_id: null }, { pending_action_id: null }]);
});

test.for(["userId", "commandId", "pendingActionId"])(
  "a link with a bad %s is refused",
  async (field) => {
    const ids = { userId, commandId: userId, pendingActionId: userId, [field]: "me" };
    await expect(linkCommandToAction(db, ids, clock)).rejects.toMatchObject({ field });
  },
);

test("a retry is replayed even if the action was deleted", async () => {
  const { action, token } = await propose();
  const request = { ...plainCommand, pendingActionId: action.id, idempotencyKey: "k" };
  const { command } = await recordCommand(db, request, clock);
  await deletePendingAction(db, { userId, token });
  expect(await recordCommand(db, request, clock)).toEqual({ outcome: "replayed", command });
  const other = { ...request, idempotencyKey: "other" };
  await expect(recordCommand(db, other, clock)).rejects.toMatchObject({ field: "pendingActionId" });
});

test("in a caller's transaction an action and its command are stored together or not at all", async () => {
  const work = db.transaction().execute(async (transaction) => {
    const { command } = await recordCommand(transaction, plainCommand, clock);
    const proposal = { userId, summary: "s", actionType: "t", actionPayload: 1 };
    const { action } = await proposed(transaction, proposal);
    const ids = { userId, commandId: command.id, pendingActionId: action.id };
    expect(await linkCommandToAction(transaction, ids, clock)).toMatchObject({ outcome: "linked" });
    throw new Error("crash");
  });
  await expect(work).rejects.toThrow("crash");
  expect((await listCommands(db, { userId }, clock)).items).toEqual([]);
});
