import { afterEach, beforeEach, expect, test } from "vitest";
import { disableService, disableUser } from "../../src/entries/identity.ts";
import {
  createEventTrigger,
  type EventTrigger,
  findEventTrigger,
  listEventTriggers,
  type NewEventTrigger,
  removeEventTrigger,
  triggerLimits,
} from "../../src/entries/notices.ts";
import { createPendingAction, listPendingActions } from "../../src/entries/pending-actions.ts";
import { replacePolicies } from "../../src/entries/policies.ts";
import { proposeFired } from "../../src/notices/triggers/propose.ts";
import { eventually } from "../webhook-endpoints/delivering.ts";
import { triggerRow } from "./rows.ts";
import { Noticing, pullRequest, sha, suite } from "./noticing.ts";

let github: Noticing;
let userId: string;
beforeEach(async () => {
  github = await Noticing.open();
  userId = (await github.world.user()).id;
});
afterEach(() => github[Symbol.asyncDispose]());

const merge = {
  summary: "Merge #7 of acme/web",
  actionType: "github.merge_pull_request",
  actionPayload: { repository: "acme/web", number: 7, head_sha: sha },
  repository: "acme/web",
};
const whenGreen = { kind: "checks_passed", repository: "acme/web", headSha: sha } as const;
const create = (more: Partial<NewEventTrigger> = {}) =>
  createEventTrigger(
    github.db,
    { userId, when: whenGreen, propose: merge, by: userId, ...more },
    github.clock,
  );
const created = async (more: Partial<NewEventTrigger> = {}): Promise<EventTrigger> => {
  const one = await create(more);
  if (one.outcome !== "created") throw new Error(one.outcome);
  return one.trigger;
};
const find = (id: string) => findEventTrigger(github.db, { userId, id }, github.clock);
const actions = async () =>
  (await listPendingActions(github.db, { userId, state: "all" }, github.clock)).items;
const pass = (more: object = {}) =>
  github.deliver("check_suite", { action: "completed", check_suite: { ...suite, ...more } });

test("a proposal is made once its event came, and waits for a decision as any other", async () => {
  const { id } = await created();
  await pass({ head_sha: "f".repeat(40) });
  await github.deliver("pull_request", { action: "closed", pull_request: pullRequest });
  await github.settle();
  expect(await find(id)).toMatchObject({ state: "waiting", actionId: null, endedAt: null });
  const eventId = await pass();
  await pass({ updated_at: "2026-03-01T11:00:00Z" });
  await github.settle();
  await github.settle();
  const [action, ...others] = await actions();
  expect(others).toEqual([]);
  expect(action).toMatchObject({
    state: "pending",
    summary: "Merge #7 of acme/web",
    actionType: "github.merge_pull_request",
    repository: "acme/web",
    proposedBy: userId,
    idempotencyKey: `trigger/${id}`,
  });
  expect(JSON.parse(action?.actionPayloadJson ?? "")).toEqual(merge.actionPayload);
  expect(await find(id)).toMatchObject({
    state: "proposed",
    webhookEventId: eventId,
    actionId: action?.id,
    endedAt: github.clock.now(),
  });
  const logs = await github.world.audit("event_trigger");
  expect(logs.map(({ action_type, result }) => [action_type, result])).toEqual([
    ["event_trigger.created", { kind: "checks_passed", by: userId }],
    ["event_trigger.fired", { kind: "checks_passed", webhook_event_id: eventId }],
    ["event_trigger.proposed", { kind: "checks_passed", action_id: action?.id }],
  ]);
});

test("policies decide when the event comes, not before", async () => {
  const { id } = await created();
  const text =
    "version: 1\npolicies:\n  - name: merges\n    match: { types: [github.merge_pull_request] }\n    allow: true\n";
  await replacePolicies(github.db, { text, basedOn: null }, github.clock);
  await pass();
  await github.settle();
  expect(await actions()).toMatchObject([{ state: "confirmed", policyName: "merges" }]);
  expect(await find(id)).toMatchObject({ state: "proposed" });
});

test("a trigger for checks that have passed before proposes at once", async () => {
  await github.connect(userId, "ada");
  await pass();
  await github.settle();
  const { id } = await created();
  expect(await find(id)).toMatchObject({ state: "fired", webhookEventId: null });
  await github.settle();
  expect(await actions()).toHaveLength(1);
  await pass({ id: 4, conclusion: "failure" });
  await github.settle();
  expect((await created()).state).toBe("waiting");
});

test("a trigger of a pull request waits for that one, at that commit if it names one", async () => {
  const approval = (number: number, head: string, id: number) =>
    github.deliver("pull_request_review", {
      action: "submitted",
      pull_request: { ...pullRequest, number, head: { sha: head } },
      review: { id, state: "approved", submitted_at: "2026-03-01T10:00:00Z" },
    });
  const when = { kind: "approved", repository: "ACME/web", number: 7 } as const;
  const [any, pinned] = [
    await created({ when }),
    await created({ when: { ...when, headSha: sha } }),
  ];
  await approval(8, sha, 1);
  await approval(7, "f".repeat(40), 2);
  await github.settle();
  expect((await find(any.id))?.state).toBe("proposed");
  expect((await find(pinned.id))?.state).toBe("waiting");
  await approval(7, sha, 3);
  await github.settle();
  expect((await find(pinned.id))?.state).toBe("proposed");
});

test("a crash after the event and before the proposal loses and doubles nothing", async () => {
  const { id } = await created();
  await pass();
  // The servers stop when the event is noticed.
  await github.notice();
  expect((await find(id))?.state).toBe("fired");
  expect(await actions()).toEqual([]);
  await Promise.all(
    Array.from({ length: 5 }, () =>
      proposeFired(github.db, { openLimit: undefined }, github.clock),
    ),
  );
  expect(await actions()).toHaveLength(1);
  expect((await find(id))?.state).toBe("proposed");
});

test("servers that run propose as the event comes, once", async () => {
  const { id } = await created();
  await using _first = github.running();
  await using _second = github.running();
  await pass();
  await eventually(async () => expect((await find(id))?.state).toBe("proposed"));
  expect(await actions()).toHaveLength(1);
});

test("a trigger that expired, or was removed, proposes nothing", async () => {
  const [expiring, removed] = [await created({ expiresInSeconds: 60 }), await created()];
  expect(
    await removeEventTrigger(github.db, { userId, id: removed.id, by: userId }, github.clock),
  ).toBe(true);
  expect(await removeEventTrigger(github.db, { userId, id: removed.id }, github.clock)).toBe(false);
  github.clock.advance(60_000);
  expect(await find(expiring.id)).toMatchObject({ state: "expired" });
  await pass();
  await github.settle();
  expect(await actions()).toEqual([]);
  expect((await listEventTriggers(github.db, { userId }, github.clock)).items).toHaveLength(1);
});

test("too many actions that wait keep it until one is decided, and its time is over", async () => {
  const propose = () => createPendingAction(github.db, { userId, ...merge }, github.clock);
  await propose();
  const { id } = await created({ expiresInSeconds: 3600 });
  await pass();
  await github.settle(1);
  expect(await find(id)).toMatchObject({ state: "fired", actionId: null, endedAt: null });
  github.clock.advance(3_600_000);
  await propose();
  await github.settle(1);
  expect(await find(id)).toMatchObject({
    state: "failed",
    error: "too many actions of its user wait",
    endedAt: github.clock.now(),
  });
});

test("nothing is proposed in the name of a user or a service that was disabled", async () => {
  const service = await github.world.service();
  const { id } = await created({ service });
  const other = (await github.world.user()).id;
  const proposedBy = await created({ proposedBy: other });
  await github.world.user({ role: "admin" });
  await disableService(github.db, { serviceId: service.id }, github.clock);
  await disableUser(github.db, { userId: other }, github.clock);
  await pass();
  await github.settle();
  expect(await find(id)).toMatchObject({
    state: "failed",
    error: "its service cannot use HandsFree",
  });
  expect(await find(proposedBy.id)).toMatchObject({ error: "its user cannot use HandsFree" });
  expect(await actions()).toEqual([]);
});

test("what can never be proposed, or never come, is refused when the trigger is made", async () => {
  const refused = (more: Partial<NewEventTrigger>, why: string) =>
    expect(create(more)).rejects.toThrow(why);
  await refused(
    { when: { kind: "checks_passed", repository: "a/b", number: 7 } },
    "when.headSha is missing",
  );
  await refused({ when: { kind: "approved", repository: "a/b" } }, "so is number");
  await refused({ when: { ...whenGreen, repository: "acme" } }, "when.repository");
  await refused({ when: { ...whenGreen, headSha: "main" } }, "when.headSha");
  await refused({ propose: { ...merge, actionType: "pending_action.confirmed" } }, "actionType");
  await refused({ propose: { ...merge, actionPayload: "x".repeat(70_000) } }, "at most 65536");
  await refused({ expiresInSeconds: 1 }, "expiresInSeconds is 1");
  const token = `ghp_${"a1B2".repeat(9)}`;
  const { proposeJson } = await created({ propose: { ...merge, summary: `Use ${token}` } });
  expect(proposeJson).not.toContain(token);
});

test("a user's triggers are theirs, and not too many", async () => {
  const { id } = await created();
  const other = (await github.world.user()).id;
  expect(await findEventTrigger(github.db, { userId: other, id }, github.clock)).toBeUndefined();
  expect(await removeEventTrigger(github.db, { userId: other, id }, github.clock)).toBe(false);
  const created_at = github.clock.now();
  const expires_at = new Date(created_at.getTime() + 60_000);
  const waiting = Array.from({ length: triggerLimits.open - 1 }, () =>
    triggerRow({ user_id: userId, created_at, expires_at }),
  );
  await github.db.insertInto("event_triggers").values(waiting).execute();
  expect(await create()).toEqual({ outcome: "too_many_open", limit: triggerLimits.open });
  expect((await create({ userId: other })).outcome).toBe("created");
});
