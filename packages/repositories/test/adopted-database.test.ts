import { join } from "node:path";
import {
  createPythonDatabase,
  laterPythonVersions,
  openTestDatabase,
  pythonDeliveries,
  pythonLogs,
  pythonToken,
  pythonUser as userId,
  temporaryDirectory,
  TestClock,
} from "@handsfree/testkit";
import { expect, test } from "vitest";
import { findActionLogByKey, listActionLogs, recordActionLog } from "../src/entries/action-logs.ts";
import { sealActionLogs, verifyAuditTrail } from "../src/entries/audit.ts";
import { listCommands, recordCommand } from "../src/entries/commands.ts";
import { confirmPendingAction } from "../src/entries/pending-actions.ts";
import { eraseUser, exportUser, runRetention } from "../src/entries/privacy.ts";
import {
  claimWebhookEvents,
  findWebhookEvent,
  findWebhookPayload,
  listWebhookEvents,
  reviveWebhookEvent,
  storeWebhookEvent,
} from "../src/entries/webhooks.ts";

test("a Python database keeps its promises and its rows", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path);
  await using db = await openTestDatabase(path);

  // A token issued before still confirms, though only its hash is stored now.
  expect(
    JSON.stringify(await db.selectFrom("pending_actions").selectAll().execute()),
  ).not.toContain(pythonToken);
  expect(await confirmPendingAction(db, { userId, token: pythonToken })).toMatchObject({
    outcome: "confirmed",
    action: { actionPayload: { pr: 1 } },
  });

  // The earlier of two rows with one key owns it; both stay.
  expect(
    await findActionLogByKey(db, { userId, actionType: "merge_pr", key: "twice" }),
  ).toMatchObject({
    request: { attempt: 1 },
  });
  const again = await recordActionLog(db, {
    userId,
    actionType: "merge_pr",
    ok: true,
    idempotencyKey: "twice",
  });
  expect(again).toMatchObject({ outcome: "replayed", log: { request: { attempt: 1 } } });
  expect((await listActionLogs(db, { userId })).items).toHaveLength(3);

  // A valid delivery is on record; a forged one with the same id does not block it.
  const delivery = { source: "github", signatureOk: true, payload: '{"ref":"first"}' } as const;
  const duplicate = await storeWebhookEvent(db, { ...delivery, deliveryId: "delivery-1" });
  expect(duplicate).toMatchObject({ outcome: "duplicate", sameBody: null });
  expect(await findWebhookPayload(db, duplicate.event.id)).toEqual({
    outcome: "found",
    payload: new TextEncoder().encode('{"ref": "first"}'),
  });
  expect(await storeWebhookEvent(db, { ...delivery, deliveryId: "delivery-2" })).toMatchObject({
    outcome: "stored",
  });
  expect((await listWebhookEvents(db)).items).toHaveLength(4);

  // Times a microsecond apart: a cursor with milliseconds would lose rows.
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCommands(db, { userId, limit: 1, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
});

const versions = laterPythonVersions.map(({ version }) => version);

test("a Python database of its newest version: keys, outcomes and profiles are taken over", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path, { versions });
  await using db = await openTestDatabase(path);
  const clock = new TestClock("2026-03-10T12:00:00Z");

  // A key of the log, and one of their table of keys alone, where the earlier one counts.
  for (const [actionType, key, id] of [
    ["request_review", "review-1", pythonLogs.keyed],
    ["rerun", "rerun-2", pythonLogs.keyedElsewhere],
  ] as const) {
    const again = { userId, actionType, ok: true, idempotencyKey: key };
    expect(await findActionLogByKey(db, { userId, actionType, key })).toMatchObject({ id });
    expect(await recordActionLog(db, again, clock)).toMatchObject({
      outcome: "replayed",
      log: { id },
    });
  }
  const second = { userId, actionType: "rerun", key: "rerun-2-again" };
  expect(await findActionLogByKey(db, second)).toBeUndefined();

  const { processed, failed, open, forged } = pythonDeliveries;
  const found = async (id: string) => findWebhookEvent(db, id);
  expect(await found(processed)).toMatchObject({
    state: "processed",
    completedAt: new Date("2026-01-16T10:00:01.500Z"),
    lastError: null,
  });
  expect(await found(failed)).toMatchObject({ state: "dead", lastError: "no such repository" });
  expect(await found(open)).toMatchObject({ state: "ignored", completedAt: null });
  expect(await found(forged)).toMatchObject({ state: "rejected", lastError: null });
  // No event is processed again by itself; a failed one is after a retry.
  const claim = { worker: "w", sources: ["github"] };
  expect(await claimWebhookEvents(db, claim, clock)).toMatchObject([]);
  await reviveWebhookEvent(db, { id: failed }, clock);
  expect(await claimWebhookEvents(db, claim, clock)).toMatchObject([{ event: { id: failed } }]);

  const { items } = await listCommands(db, { userId });
  expect(items.map(({ profile }) => profile).toSorted()).toEqual([
    "default",
    "focused",
    "relaxed",
    "work",
    "workout",
  ]);
  for (const profile of ["work", "focused", "relaxed"] as const) {
    const command = { userId, profile, inputType: "text", status: "ok" } as const;
    expect(await recordCommand(db, command, clock)).toMatchObject({ command: { profile } });
  }
});

test("a Python database of its newest version is sealed, retained, exported and erased like any other", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path, { versions });
  await using db = await openTestDatabase(path);
  const clock = new TestClock("2026-03-10T12:00:00Z");
  await sealActionLogs(db, {}, clock);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, findings: [] });
  const lines: string[] = [];
  for await (const line of exportUser(db, userId)) lines.push(line);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
    data: { counts: { command: 5, pending_action: 1, action_log: 5 } },
  });
  await runRetention(db, {}, clock);
  await eraseUser(db, { userId }, clock);
  await sealActionLogs(db, {}, clock);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, findings: [] });
  expect((await listActionLogs(db, { userId })).items).toEqual([]);
});
