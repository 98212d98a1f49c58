import { join } from "node:path";
import {
  createPythonDatabase,
  openTestDatabase,
  pythonToken,
  pythonUser as userId,
  temporaryDirectory,
} from "@handsfree/testkit";
import { expect, test } from "vitest";
import {
  confirmPendingAction,
  findActionLogByKey,
  findWebhookPayload,
  listActionLogs,
  listCommands,
  listWebhookEvents,
  recordActionLog,
  storeWebhookEvent,
} from "../src/index.ts";

test("a Python database keeps its promises and its rows", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path);
  await using db = await openTestDatabase(path);

  // A token that is out in the world still confirms, though only its hash is stored now.
  expect(
    JSON.stringify(await db.selectFrom("pending_actions").selectAll().execute()),
  ).not.toContain(pythonToken);
  expect(await confirmPendingAction(db, { userId, token: pythonToken })).toMatchObject({
    outcome: "confirmed",
    action: { actionPayload: { pr: 1 } },
  });

  // Of two rows with one key the earlier owns it; both stay.
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

  // A valid delivery is on record; a forged one with the same form of id is not in the way.
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

  // Times a microsecond apart: a cursor that knew milliseconds alone would lose rows.
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
