import { afterEach, beforeEach, expect, test } from "vitest";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  addGroupMember,
  createUser,
  disableUser,
  removeGroupMember,
} from "../../src/entries/identity.ts";
import {
  changeNotificationChannel,
  deleteNotificationChannel,
  deliverNotifications,
  findNotificationChannel,
  listNotificationChannels,
  testNotificationChannel,
} from "../../src/entries/notifications.ts";
import {
  deletePendingAction,
  editPendingAction,
  expirePendingActions,
} from "../../src/entries/pending-actions.ts";
import { Actions, ada, grace, owner, sorted } from "../pending-actions/actions.ts";
import { eventually } from "../webhook-endpoints/delivering.ts";
import {
  addChannel,
  ofBrowser,
  noticesOf,
  notifying,
  Outbox,
  signingKey,
  topic,
} from "./notifying.ts";

const minute = 60_000;
const hour = 60 * minute;

let actions: Actions;
let outbox: Outbox;
beforeEach(async () => {
  actions = await Actions.open();
  outbox = new Outbox();
  await createUser(actions.db, { id: owner, email: "ada@example.com" }, actions.clock);
});
afterEach(() => actions[Symbol.asyncDispose]());

const start = () => notifying(actions.db, outbox, actions.clock);
const channelOf = (userId: string, more = {}) =>
  addChannel(actions.db, actions.clock, { userId, ...more });
/** The purposes and states of all notices, sorted. */
const states = async () =>
  sorted((await noticesOf(actions.db)).map((one) => `${one.purpose} ${one.state}`));
const sent = (count: number) => eventually(() => expect(outbox.sent.length).toBe(count));
const settled = () =>
  eventually(async () =>
    expect((await noticesOf(actions.db)).filter(({ state }) => state === "waiting")).toEqual([]),
  );

test("a proposal asks once by each channel of its owner, and its decision takes that back", async () => {
  const channel = await channelOf(owner);
  await channelOf(owner, { address: topic("phone"), content: "summary" });
  await using _first = start();
  await using _second = start();
  const { action } = await actions.propose({ summary: "Merge #12" });
  await sent(2);
  await settled();
  const kinds = outbox.sent.map(({ address, showsSummary }) => [address.kind, showsSummary]);
  expect(new Set(kinds)).toEqual(
    new Set([
      ["ntfy", true],
      ["web_push", false],
    ]),
  );
  expect(outbox.sent[0]).toMatchObject({
    purpose: "ask",
    actionId: action.id,
    action: { summary: "Merge #12", payloadDigest: action.payloadDigest },
    isUrgent: false,
  });

  await actions.approve(owner, action);
  await sent(3);
  expect(outbox.sent[2]).toMatchObject({
    purpose: "clear",
    address: { kind: "web_push" },
    action: { state: "confirmed" },
  });
  await settled();
  expect(await states()).toEqual(["ask delivered", "ask delivered", "clear delivered"]);
  expect(await findNotificationChannel(actions.db, { userId: owner, id: channel.id })).toEqual(
    channel,
  );
});

test("a group is asked, and after an escalation the other one; nobody else is", async () => {
  await actions.group("reviewers", ada);
  await actions.group("on call", grace);
  await using _ = start();
  for (const userId of [owner, ada, grace]) {
    await actions.db
      .updateTable("users")
      .set({ role: "approver" })
      .where("id", "=", userId)
      .execute();
    await channelOf(userId, {
      address: { ...ofBrowser, endpoint: `https://p.example/${userId}` },
    });
  }
  const { action } = await actions.propose({ expiresInSeconds: 3600 });
  await sent(1);
  const escalates_at = new Date(actions.clock.now().getTime() + minute);
  await actions.withTerms(action, {
    approvers: "[]",
    approver_group: "reviewers",
    escalation_group: "on call",
    escalates_at,
  });
  actions.clock.advance(minute);
  await expirePendingActions(actions.db, {}, actions.clock);
  await sent(3);
  const told = outbox.sent.map(({ purpose, address, isUrgent }) => [
    purpose,
    "endpoint" in address && address.endpoint.slice(-36),
    isUrgent,
  ]);
  expect(new Set(told.slice(1))).toEqual(
    new Set([
      ["ask", grace, true],
      ["clear", owner, true],
    ]),
  );
});

test("who has approved is not asked any more, and is asked again about another version", async () => {
  await actions.group("pair", ada, grace);
  await using _ = start();
  for (const userId of [ada, grace]) {
    await actions.db
      .updateTable("users")
      .set({ role: "approver" })
      .where("id", "=", userId)
      .execute();
    const address = { ...ofBrowser, endpoint: `https://p.example/${userId}` };
    await channelOf(userId, { address });
  }
  const proposed = await actions.propose({ expiresInSeconds: 3600, editable: true });
  const action = await actions.withTerms(proposed.action, {
    approvers: "[]",
    approver_group: "pair",
    required_approvals: 2,
    editable: true,
  });
  // One who joins is told of what waits.
  await removeGroupMember(actions.db, { group: "pair", userId: ada }, actions.clock);
  await addGroupMember(actions.db, { group: "pair", userId: ada }, actions.clock);
  await sent(2);
  await settled();
  const told = () =>
    sorted(
      outbox.sent.map(
        ({ purpose, address }) =>
          `${purpose} ${"endpoint" in address ? address.endpoint.slice(-1) : ""}`,
      ),
    );
  expect(told()).toEqual(["ask a", "ask b"]);
  expect((await actions.approve(ada, action)).outcome).toBe("approved");
  await sent(3);
  await settled();
  expect(told()).toEqual(["ask a", "ask b", "clear a"]);
  const edit = {
    userId: grace,
    id: action.id,
    payloadDigest: action.payloadDigest,
    actionPayload: { pr: 13 },
    surface: "api",
  } as const;
  expect((await editPendingAction(actions.db, edit, actions.clock)).outcome).toBe("edited");
  await sent(4);
  await settled();
  expect(told().filter((one) => one === "ask a").length).toBe(2);
});

test("a notice waits until the quiet hours end, and is dropped if its action ends before", async () => {
  const now = actions.clock.now().getTime();
  const end = new Date(Math.floor(now / minute) * minute + 10 * minute);
  const quietHours = {
    timeZone: "Etc/UTC",
    from: timeOf(now - hour),
    until: timeOf(end.getTime()),
    urgentPasses: false,
  };
  await channelOf(owner, { quietHours });
  await using _ = start();
  const { action } = await actions.propose({ expiresInSeconds: 3600 });
  await actions.propose({ summary: "short", expiresInSeconds: 60 });
  await eventually(async () =>
    expect(
      (await noticesOf(actions.db)).toSorted((a, b) => (a.state < b.state ? -1 : 1)),
    ).toMatchObject([
      { state: "dropped", last_error: "the action expires before the quiet hours end" },
      { state: "waiting", attempts: 0, next_attempt_at: end },
    ]),
  );
  actions.clock.advance(end.getTime() - now);
  await sent(1);
  expect(outbox.sent[0]?.actionId).toBe(action.id);
});

/** The time of day in UTC. */
function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

test("what is urgent passes the quiet hours if the person says so", async () => {
  const always = { timeZone: "Etc/UTC", from: "00:00", until: "23:59" };
  await channelOf(owner, { quietHours: { ...always, urgentPasses: true } });
  await channelOf(owner, {
    address: topic("quiet"),
    quietHours: { ...always, urgentPasses: false },
  });
  await using _ = start();
  // It expires within minutes, and so before the end.
  await actions.propose();
  await sent(1);
  await settled();
  expect(outbox.sent[0]?.address.kind).toBe("web_push");
  expect(await states()).toEqual(["ask delivered", "ask dropped"]);
});

test("a notice that failed is repeated, and given up when its action is decided", async () => {
  await channelOf(owner);
  outbox.outcome = () => ({ outcome: "failed", error: "answered 503", retryAfter: "60" });
  await using _ = start();
  const { action } = await actions.propose();
  const begun = actions.clock.now().getTime();
  await eventually(async () =>
    expect(await noticesOf(actions.db)).toMatchObject([
      {
        state: "waiting",
        attempts: 1,
        last_error: "answered 503",
        next_attempt_at: new Date(begun + minute),
      },
    ]),
  );
  outbox.outcome = () => ({ outcome: "sent" });
  await actions.reject(owner, action);
  // The first attempt may have arrived, so it is taken back.
  await sent(2);
  actions.clock.advance(minute);
  await settled();
  expect(outbox.purposes).toEqual(["ask", "clear"]);
  expect(await states()).toEqual(["ask dropped", "clear delivered"]);
});

test("a channel that is gone is disabled, and enabled again by the person", async () => {
  const { id } = await channelOf(owner);
  outbox.outcome = () => ({ outcome: "gone", error: "answered 410" });
  await using _ = start();
  await actions.propose();
  await eventually(async () =>
    expect(await findNotificationChannel(actions.db, { userId: owner, id })).toMatchObject({
      state: "disabled",
      disabledBecause: "gone",
    }),
  );
  expect((await testNotificationChannel(actions.db, { userId: owner, id })).outcome).toBe(
    "disabled",
  );
  await actions.propose({ summary: "b" });
  outbox.outcome = () => ({ outcome: "sent" });
  const enabling = { userId: owner, id, enabled: true };
  expect(await changeNotificationChannel(actions.db, enabling, actions.clock)).toMatchObject({
    outcome: "changed",
    channel: { state: "enabled", disabledBecause: null },
  });
  await testNotificationChannel(actions.db, { userId: owner, id }, actions.clock);
  await sent(2);
  // What was proposed meanwhile is not told.
  expect(outbox.purposes).toEqual(["ask", "test"]);
});

test("a channel that has only failed for five days is disabled", async () => {
  const { id } = await channelOf(owner);
  outbox.outcome = () => ({ outcome: "failed", error: "ECONNREFUSED" });
  await using _ = start();
  const find = () => findNotificationChannel(actions.db, { userId: owner, id });
  await testNotificationChannel(actions.db, { userId: owner, id }, actions.clock);
  const since = actions.clock.now();
  await eventually(async () => expect((await find())?.failingSince).toEqual(since));
  actions.clock.advance(5 * 24 * hour);
  await eventually(async () =>
    expect(await find()).toMatchObject({ state: "disabled", disabledBecause: "failing" }),
  );
});

test("a channel for some profiles is used while the person's last command has one of them", async () => {
  await channelOf(owner, { address: topic("workout"), profiles: ["workout"] });
  await channelOf(owner, { address: topic("default"), profiles: ["default"] });
  await using _ = start();
  await recordCommand(
    actions.db,
    { userId: owner, inputType: "text", profile: "workout", status: "ok" },
    actions.clock,
  );
  await actions.propose();
  await sent(1);
  expect(outbox.sent[0]?.address).toMatchObject({ url: "https://ntfy.example/workout" });
  actions.clock.advance(12 * hour);
  await actions.propose({ summary: "later" });
  await sent(2);
  expect(outbox.sent[1]?.address).toMatchObject({ url: "https://ntfy.example/default" });
});

test("a disabled person is not asked", async () => {
  await channelOf(owner);
  await using _ = start();
  await disableUser(actions.db, { userId: owner }, actions.clock);
  await actions.propose();
  await createUser(actions.db, { id: ada }, actions.clock);
  await addChannel(actions.db, actions.clock, { userId: ada, address: topic("a") });
  await actions.propose({ userId: ada });
  await sent(1);
  expect(outbox.sent[0]?.address.kind).toBe("ntfy");
});

test("a deleted action is taken back, and a deleted channel has no notices", async () => {
  const { id } = await channelOf(owner);
  await using _ = start();
  const { token } = await actions.propose();
  await sent(1);
  await settled();
  await deletePendingAction(actions.db, { userId: owner, token }, actions.clock);
  await sent(2);
  await settled();
  expect(outbox.sent[1]).toMatchObject({ purpose: "clear", action: null });
  const gone = { userId: owner, id };
  expect(await deleteNotificationChannel(actions.db, { ...gone, userId: ada })).toBe(false);
  expect(await deleteNotificationChannel(actions.db, gone, actions.clock)).toBe(true);
  expect(await noticesOf(actions.db)).toEqual([]);
  expect(await listNotificationChannels(actions.db, owner)).toEqual([]);
});

test("a sender that ends between an attempt and its report leaves the notice to the next one", async () => {
  await channelOf(owner);
  const crashed = Promise.withResolvers<void>();
  const never = new Promise<never>(() => undefined);
  outbox.outcome = () => {
    crashed.resolve();
    return never;
  };
  const stop = new AbortController();
  void deliverNotifications(
    actions.db,
    { signingKey, send: outbox.send, pollMilliseconds: 5, signal: stop.signal },
    actions.clock,
  );
  await actions.propose({ expiresInSeconds: 3600 });
  await crashed.promise;
  outbox.outcome = () => ({ outcome: "sent" });
  actions.clock.advance(61_000);
  await using _ = start();
  await sent(2);
  stop.abort();
  expect(new Set(outbox.sent.map((notice) => notice.id)).size).toBe(1);
});
