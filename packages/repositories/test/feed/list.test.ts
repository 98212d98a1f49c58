import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import { type EventGroup, type EventPage, listEvents } from "../../src/entries/events.ts";
import { addGroupMember, createApproverGroup, createUser } from "../../src/entries/identity.ts";
import { createPendingAction, confirmPendingAction } from "../../src/entries/pending-actions.ts";
import { runRetention } from "../../src/entries/privacy.ts";

const all: ReadonlySet<EventGroup> = new Set(["actions", "commands", "webhooks"]);

function read(page: EventPage) {
  if (page.outcome !== "read") throw new Error(page.outcome);
  return page;
}

test("the feed has each change once, in order, and pages of any size are the same feed", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const [owner, other] = [v7(), v7()];
  await createUser(db, { id: owner }, clock);
  const proposal = await createPendingAction(
    db,
    {
      userId: owner,
      summary: "Merge",
      actionType: "merge",
      actionPayload: {},
      expiresInSeconds: 60,
    },
    clock,
  );
  if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
  await confirmPendingAction(db, { token: proposal.token ?? "", userId: owner }, clock);
  await recordCommand(db, { userId: owner, inputType: "text", status: "ok" }, clock);
  await recordActionLog(db, { userId: other, actionType: "deploy", ok: true }, clock);

  const mine = read(await listEvents(db, { userId: owner, groups: all }, clock));
  expect(mine.events.map(({ type }) => type)).toEqual([
    "user.created",
    "pending_action.proposed",
    "pending_action.confirmed",
    "command.recorded",
  ]);
  expect(mine.events[1]).toMatchObject({
    userId: owner,
    record: { kind: "pending_action", id: proposal.action.id },
    logId: expect.any(String),
  });
  expect(mine.isEnd).toBe(true);

  const everything = read(await listEvents(db, { userId: undefined, groups: all }, clock));
  const paged = [];
  let after: number | undefined;
  for (;;) {
    const page = read(
      await listEvents(db, { userId: undefined, groups: all, after, limit: 1 }, clock),
    );
    paged.push(...page.events);
    after = page.next;
    if (page.isEnd) break;
  }
  expect(paged).toEqual(everything.events);
  const ids = everything.events.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(new Set(ids).size).toBe(ids.length);

  const latest = read(await listEvents(db, { userId: owner, groups: all, after: "latest" }, clock));
  expect(latest).toMatchObject({ events: [], next: everything.next, isEnd: true });
});

test("people who are asked see the events of an action, also by their group, and strangers do not", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const [owner, named, member, stranger] = [v7(), v7(), v7(), v7()];
  for (const id of [owner, named, member, stranger]) await createUser(db, { id }, clock);
  await createApproverGroup(db, { name: "release" }, clock);
  await addGroupMember(db, { group: "release", userId: member }, clock);
  const proposal = await createPendingAction(
    db,
    {
      userId: owner,
      summary: "Merge",
      actionType: "merge",
      actionPayload: {},
      expiresInSeconds: 60,
      approvers: [owner, named],
    },
    clock,
  );
  if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
  await db
    .updateTable("pending_actions")
    .set({ approver_group: "release" })
    .where("id", "=", proposal.action.id)
    .execute();
  const types = ["pending_action.proposed"] as const;
  for (const [userId, count] of [
    [owner, 1],
    [named, 1],
    [member, 1],
    [stranger, 0],
  ] as const) {
    const { events } = read(await listEvents(db, { userId, groups: all, types }, clock));
    expect(events).toHaveLength(count);
  }
  const commands = new Set<EventGroup>(["commands"]);
  expect(read(await listEvents(db, { userId: owner, groups: commands }, clock)).events).toEqual([]);
});

test("a reader who is behind what retention removed is told so", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const userId = v7();
  await recordCommand(db, { userId, inputType: "text", status: "ok" }, clock);
  const { next: seen } = read(await listEvents(db, { userId, groups: all }, clock));
  await recordCommand(db, { userId, inputType: "text", status: "error" }, clock);
  clock.advance(400 * 24 * 3600 * 1000);
  await runRetention(db, { policy: { commands: 30 } }, clock);

  expect(await listEvents(db, { userId, groups: all, after: seen }, clock)).toEqual({
    outcome: "expired",
    oldest: expect.any(Number),
  });
  const anew = read(await listEvents(db, { userId, groups: all }, clock));
  expect(anew.events).toEqual([]);
  expect(read(await listEvents(db, { userId, groups: all, after: anew.next }, clock)).isEnd).toBe(
    true,
  );
});

test("a place that the feed has not come to is no place to read on from", async () => {
  await using db = await openTestDatabase();
  const reader = { userId: v7(), groups: all };
  expect(await listEvents(db, { ...reader, after: 0 })).toMatchObject({ outcome: "read" });
  expect(await listEvents(db, { ...reader, after: 500 })).toEqual({
    outcome: "expired",
    oldest: 0,
  });
});

test("invalid requests are refused by the name of the field", async () => {
  await using db = await openTestDatabase();
  const reader = { userId: v7(), groups: all };
  await expect(listEvents(db, { ...reader, limit: 0 })).rejects.toThrow("limit");
  await expect(listEvents(db, { ...reader, after: -1 })).rejects.toThrow("after");
  await expect(listEvents(db, { ...reader, types: ["nothing" as never] })).rejects.toThrow("types");
});
