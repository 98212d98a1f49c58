import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordActionLog, runOnce } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  cancelPendingAction,
  claimAction,
  confirmPendingAction,
  createPendingAction,
} from "../../src/entries/pending-actions.ts";
import { eraseUser } from "../../src/entries/privacy.ts";
import {
  claimWebhookEvents,
  replayWebhookEvent,
  replayWebhookEvents,
  stopReplay,
  storeWebhookEvent,
} from "../../src/entries/webhooks.ts";
import { createRedactor } from "../../src/index.ts";
import { dumpDatabase } from "../erasure/dump.ts";

const userId = "019a2f6e-0000-7000-8000-0000000000aa";
/** In parts, so that secret scanners do not report this file. */
const token = ["ghp", "a1B2c3D4e5F6g7H8j9K0a1B2c3D4e5F6g7H8"].join("_");
const said = `use ${token} or password: hunter2x`;
const words = ["hunter2x", token.toLowerCase()];

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const proposal = {
  userId,
  summary: "Merge #12",
  actionType: "merge_pr",
  actionPayload: { pr: 12 },
} as const;

async function proposed(more: object = {}): Promise<{ userId: string; token: string }> {
  const made = await createPendingAction(db, { ...proposal, ...more }, clock);
  if (made.outcome !== "proposed") throw new Error(made.outcome);
  return { userId, token: made.token };
}

test("no text of a caller is stored with secrets", async () => {
  const first = await proposed({ summary: said });
  await confirmPendingAction(db, { ...first, reason: said }, clock);
  await claimAction(db, { types: ["merge_pr"], worker: said }, clock);
  await cancelPendingAction(db, { ...(await proposed()), reason: said }, clock);
  const several = await proposed({
    requiredApprovals: 2,
    approvers: [userId, "019a2f6e-0000-7000-8000-0000000000ab"],
  });
  await confirmPendingAction(db, { ...several, reason: said }, clock);
  await recordActionLog(
    db,
    {
      userId,
      actionType: "merge_pr",
      ok: true,
      target: said,
      request: { note: said },
      result: said,
    },
    clock,
  );
  const run = { userId, actionType: "merge_pr", target: said, request: said, idempotencyKey: "a" };
  await runOnce(db, run, () => said, clock);
  const command = {
    userId,
    inputType: "text",
    status: "ok",
    intentName: said,
    entities: [said],
  } as const;
  await recordCommand(db, { ...command, transcript: said, storeTranscript: true }, clock);
  const delivery = { source: "github", signatureOk: true, payload: "{}" } as const;
  const { event } = await storeWebhookEvent(
    db,
    { ...delivery, eventType: said, deliveryId: token },
    clock,
  );
  await claimWebhookEvents(db, { worker: said }, clock);
  const other = await storeWebhookEvent(db, { ...delivery, payload: "[]" }, clock);
  await db.updateTable("webhook_events").set({ state: "ignored" }).execute();
  const asked = { requestedBy: said, reason: said };
  await replayWebhookEvent(db, { id: other.event.id, ...asked }, clock);
  const replay = await replayWebhookEvents(db, { filter: {}, ...asked }, clock);
  await stopReplay(db, { id: replay.id, ...asked }, clock);
  await eraseUser(db, { userId: "019a2f6e-0000-7000-8000-0000000000ac", reason: said }, clock);

  const dump = await dumpDatabase(db);
  for (const word of words) expect(dump).not.toContain(word);
  expect(dump.match(/use \[redacted\] or password: \[redacted\]/g)?.length).toBeGreaterThan(20);
  // The id's digest is stored, so that a redelivery is recognized.
  const again = await storeWebhookEvent(db, { ...delivery, deliveryId: token }, clock);
  expect(again).toMatchObject({ outcome: "duplicate", event: { id: event.id } });
});

test.for([
  ["actionType", () => createPendingAction(db, { ...proposal, actionType: token }, clock)],
  ["idempotencyKey", () => createPendingAction(db, { ...proposal, idempotencyKey: token }, clock)],
  ["actionType", () => recordActionLog(db, { userId, actionType: token, ok: true }, clock)],
  [
    "idempotencyKey",
    () =>
      recordActionLog(
        db,
        { userId, actionType: "a", ok: true, idempotencyKey: `key ${token}` },
        clock,
      ),
  ],
  [
    "idempotencyKey",
    () => runOnce(db, { userId, actionType: "a", idempotencyKey: token }, () => 1, clock),
  ],
  [
    "idempotencyKey",
    () =>
      recordCommand(
        db,
        { userId, inputType: "text", status: "ok", idempotencyKey: `a?token=${token}` },
        clock,
      ),
  ],
  [
    "sessionId",
    () => recordCommand(db, { userId, inputType: "text", status: "ok", sessionId: token }, clock),
  ],
] as const)(
  "%s with a secret is refused, since it is compared with other values",
  async ([field, write]) => {
    const before = await dumpDatabase(db);
    const error: unknown = await write().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: "invalid_input", field });
    expect((error as Error).message).not.toContain(token);
    expect((error as Error).message).toContain("give a name without one");
    expect(await dumpDatabase(db)).toBe(before);
  },
);

test.for([
  "019a2f6e-0000-7000-8000-000000000001",
  "merge-octo/repo#12",
  "reset-password:user-17",
  "rotate-token: 2026-03-01",
  "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "secret.rotated/12",
  "handsfree-action-019a2f6e-0000-7000-8000-000000000001",
  "https://github.com/octo/repo/pull/12?page=2",
])("%s is accepted as a key", async (idempotencyKey) => {
  const log = { userId, actionType: "merge_pr", ok: true, idempotencyKey };
  expect(await recordActionLog(db, log, clock)).toMatchObject({ outcome: "recorded" });
  expect(await recordActionLog(db, log, clock)).toMatchObject({ outcome: "replayed" });
});

test("two proposals that differ only in a secret are different, and a retry is recognized", async () => {
  const keyed = { ...proposal, idempotencyKey: "k", summary: `deploy with ${token}` };
  expect(await createPendingAction(db, keyed, clock)).toMatchObject({
    outcome: "proposed",
    action: { summary: "deploy with [redacted]" },
  });
  expect((await createPendingAction(db, keyed, clock)).outcome).toBe("replayed");
  const other = { ...keyed, summary: `deploy with ${token.replace("a1", "b2")}` };
  expect((await createPendingAction(db, other, clock)).outcome).toBe("key_reused");
});

test("a custom redactor without isSecret refuses every name that it would change", async () => {
  const own = createRedactor({ patterns: [/ACME-\d{6}/] });
  const log = { userId, actionType: "a", ok: true, idempotencyKey: "ACME-123456" };
  for (const redactor of [own, { ...own, isSecret: undefined }]) {
    const context = { now: () => clock.now(), newId: () => clock.newId(), redactor };
    await expect(recordActionLog(db, log, context)).rejects.toMatchObject({
      field: "idempotencyKey",
    });
  }
});
