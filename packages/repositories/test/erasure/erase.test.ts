import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sealActionLogs, verifyAuditTrail } from "../../src/entries/audit.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  type ErasureCounts,
  erasedTables,
  eraseUser,
  findErasure,
  previewErasure,
} from "../../src/entries/privacy.ts";
import { storeWebhookEvent } from "../../src/entries/webhooks.ts";
import { sha256 } from "../../src/token.ts";
import { Crash, failingFrom } from "../failing-database.ts";
import { insertAction, insertEvent, insertLog } from "../rows.ts";
import { dumpDatabase } from "./dump.ts";
import { insertPerson, newPerson, type Person } from "./person.ts";

const nil = "00000000-0000-0000-0000-000000000000";

let db: Kysely<Database>;
let clock: TestClock;
let ada: Person;
let bob: Person;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  [ada, bob] = [newPerson("ada"), newPerson("bob")];
});
afterEach(() => db.destroy());

const insertBoth = async () => {
  const rows = await insertPerson(db, ada, bob, clock.now());
  await insertPerson(db, bob, newPerson("eve"), clock.now());
  return rows;
};
const traces = ({ userId, email, installationId, word }: Person): string[] => [
  userId,
  email,
  String(installationId),
  word,
];
const isNothing = (counts: ErasureCounts): boolean =>
  Object.values(counts).every(({ deleted, cleared }) => deleted + cleared === 0);

describe("after an erasure", () => {
  test("no column of any table contains the person's data", async () => {
    await insertBoth();
    const before = await dumpDatabase(db);
    for (const trace of traces(ada)) expect(before).toContain(trace);
    await eraseUser(db, { userId: ada.userId, requestedBy: ada.userId, reason: "case 17" }, clock);
    const after = await dumpDatabase(db);
    for (const trace of traces(ada)) expect(after).not.toContain(trace);
    for (const trace of traces(bob)) expect(after).toContain(trace);
  });

  test("other users keep all of their data, but for copies of answers to them", async () => {
    await insertPerson(db, bob, newPerson("eve"), clock.now());
    const before = await dumpDatabase(db);
    await insertPerson(db, ada, newPerson("eve"), clock.now());
    await eraseUser(db, { userId: ada.userId }, clock);
    const after = new Set((await dumpDatabase(db)).split("\n"));
    const answer = JSON.stringify({ user_id: bob.userId, summary: bob.word });
    const lost = before.split("\n").filter((value) => !after.has(value));
    expect(lost).toEqual(["/v1/commands/7", answer]);
  });

  test("the audit trail verifies, with rows sealed before or after", async () => {
    await insertBoth();
    clock.advance(3_600_000);
    await sealActionLogs(db, {}, clock);
    await insertLog(db, { user_id: ada.userId, created_at: clock.now() });
    const { counts } = await eraseUser(db, { userId: ada.userId }, clock);
    // Their own two, and another user's log that names them.
    expect(counts.action_logs).toEqual({ deleted: 0, cleared: 3 });
    expect(await verifyAuditTrail(db)).toMatchObject({ findings: [] });
    clock.advance(3_600_000);
    await sealActionLogs(db, {}, clock);
    expect(await verifyAuditTrail(db)).toMatchObject({ findings: [] });
  });

  test("another user's action keeps its number of approvals, without the person, and has one approver less", async () => {
    const { othersAction } = await insertBoth();
    await eraseUser(db, { userId: ada.userId }, clock);
    const action = await db
      .selectFrom("pending_actions")
      .selectAll()
      .where("id", "=", othersAction)
      .executeTakeFirstOrThrow();
    expect(action).toMatchObject({
      proposed_by: nil,
      decided_by: nil,
      decision_reason: null,
      approvals: 2,
      approvers: JSON.stringify([bob.userId]),
    });
    const approvals = await db
      .selectFrom("pending_action_approvals")
      .select(["approver_id", "reason"])
      .where("action_id", "=", othersAction)
      .orderBy("approver_id")
      .execute();
    expect(approvals).toHaveLength(2);
    expect(approvals[0]).toEqual({ approver_id: nil, reason: null });
  });

  test("deliveries about the person keep their metadata, and need no more processing", async () => {
    const { events } = await insertBoth();
    await eraseUser(db, { userId: ada.userId }, clock);
    const rows = await db
      .selectFrom("webhook_events")
      .selectAll()
      .where("id", "in", events)
      .execute();
    expect(rows).toHaveLength(events.length);
    for (const row of rows) {
      const gone = { body: null, payload: null, headers: null, last_error: null };
      expect(row).toMatchObject({ ...gone, payload_removed_at: clock.now(), body_bytes: 14 });
      expect(["processed", "ignored", "rejected"]).toContain(row.state);
      expect(row.next_attempt_at).toBe(null);
    }
    const told = await db
      .selectFrom("webhook_transitions")
      .selectAll()
      .where("event_id", "in", events)
      .execute();
    expect(told.filter(({ reason }) => reason !== null)).toEqual([]);
    expect(told.filter(({ transition }) => transition === "erased")).toMatchObject([
      { event_id: events[1], worker: null, created_at: clock.now() },
    ]);
  });

  test("a late retry of a delivery is still a duplicate", async () => {
    await insertBoth();
    const delivery = {
      source: "github",
      eventType: "push",
      deliveryId: "delivery-1",
      signatureOk: true,
      payload: JSON.stringify({ installation: { id: ada.installationId } }),
    };
    const first = await storeWebhookEvent(db, delivery, clock);
    if (first.outcome !== "stored") throw new Error(first.outcome);
    await eraseUser(db, { userId: ada.userId }, clock);
    expect(await storeWebhookEvent(db, delivery, clock)).toMatchObject({
      outcome: "duplicate",
      event: { id: first.event.id },
    });
    const bodies = await db
      .selectFrom("webhook_events")
      .select("body")
      .where("id", "=", first.event.id)
      .execute();
    expect(bodies).toEqual([{ body: null }]);
  });

  test("it is recorded, without data about the person", async () => {
    await insertBoth();
    const receipt = await eraseUser(db, { userId: ada.userId, requestedBy: bob.userId }, clock);
    expect(receipt).toMatchObject({
      subjectSha256: sha256(ada.userId),
      requestedBy: bob.userId,
      reason: null,
      startedAt: clock.now(),
      finishedAt: clock.now(),
    });
    expect(await findErasure(db, { userId: ada.userId })).toEqual(receipt);
    expect(await findErasure(db, { id: receipt.id })).toEqual(receipt);
    expect(await findErasure(db, { userId: bob.userId })).toBe(undefined);
    const logs = await db
      .selectFrom("action_logs")
      .selectAll()
      .where("action_type", "=", "user.erased")
      .execute();
    expect(logs).toMatchObject([{ user_id: nil, target: receipt.id, ok: true }]);
    expect(logs[0]?.result).toContain('"commands":{"deleted":1,"cleared":0}');
  });
});

describe("the receipt", () => {
  test("has the counts of the preview, in every table", async () => {
    await insertBoth();
    const preview = await previewErasure(db, ada.userId);
    const before = await dumpDatabase(db);
    expect(await previewErasure(db, ada.userId)).toEqual(preview);
    expect(await dumpDatabase(db)).toBe(before);
    const { counts } = await eraseUser(db, { userId: ada.userId }, clock);
    expect(counts).toEqual(preview);
    for (const table of erasedTables) {
      const { deleted, cleared } = counts[table];
      expect({ table, some: deleted + cleared > 0 }).toEqual({ table, some: true });
    }
  });

  test("of a second call is empty, and that of a third call counts what came since", async () => {
    await insertBoth();
    const first = await eraseUser(db, { userId: ada.userId }, clock);
    clock.advance(1000);
    const second = await eraseUser(db, { userId: ada.userId.toUpperCase() }, clock);
    expect(second.id).not.toBe(first.id);
    expect(isNothing(second.counts)).toBe(true);
    await recordCommand(db, { userId: ada.userId, inputType: "text", status: "ok" }, clock);
    clock.advance(1000);
    const third = await eraseUser(db, { userId: ada.userId }, clock);
    expect(third.counts.commands).toEqual({ deleted: 1, cleared: 0 });
    expect(await findErasure(db, { userId: ada.userId })).toEqual(third);
  });

  test("of an unknown person is empty", async () => {
    const { counts, finishedAt } = await eraseUser(db, { userId: ada.userId }, clock);
    expect(isNothing(counts)).toBe(true);
    expect(finishedAt).toEqual(clock.now());
    expect(await findErasure(db, { userId: bob.userId })).toBe(undefined);
  });
});

describe("an erasure", () => {
  test("that crashes at any statement is finished by the same call, under one receipt", async () => {
    await insertBoth();
    const expected = await previewErasure(db, ada.userId);
    let crashes = -1;
    let outcome: unknown;
    do {
      const failing = failingFrom(db, ++crashes + 1);
      outcome = await eraseUser(failing, { userId: ada.userId }, clock).catch(
        (error: unknown) => error,
      );
    } while (outcome instanceof Crash);
    expect(crashes).toBeGreaterThan(30);
    expect(outcome).toMatchObject({ counts: expected, finishedAt: clock.now() });
    const after = await dumpDatabase(db);
    for (const trace of traces(ada)) expect(after).not.toContain(trace);
    const receipts = await db
      .selectFrom("erasures")
      .selectAll()
      .where("subject_sha256", "=", sha256(ada.userId))
      .execute();
    expect(receipts).toHaveLength(1);
    expect(await verifyAuditTrail(db)).toMatchObject({ findings: [] });
  });

  test("by several callers at once erases all, and counts each row once", async () => {
    await insertBoth();
    const expected = await previewErasure(db, ada.userId);
    await Promise.all(
      Array.from({ length: 4 }, () => eraseUser(db, { userId: ada.userId }, clock)),
    );
    const after = await dumpDatabase(db);
    for (const trace of traces(ada)) expect(after).not.toContain(trace);
    const rows = await db
      .selectFrom("erasures")
      .selectAll()
      .where("subject_sha256", "=", sha256(ada.userId))
      .execute();
    const receipts = await Promise.all(rows.map(({ id }) => findErasure(db, { id })));
    const deleted = receipts.map((receipt) => receipt?.counts.commands.deleted ?? 0);
    expect(deleted.reduce((sum, count) => sum + count, 0)).toBe(expected.commands.deleted);
  });

  test("works in the caller's transaction, and rolls back with it", async () => {
    await insertBoth();
    const before = await dumpDatabase(db);
    const undone = db.transaction().execute(async (transaction) => {
      const { counts } = await eraseUser(transaction, { userId: ada.userId }, clock);
      expect(isNothing(counts)).toBe(false);
      throw new Crash("undo");
    });
    await expect(undone).rejects.toThrow(Crash);
    expect(await dumpDatabase(db)).toBe(before);
  });

  test("erases more rows than fit in one transaction", async () => {
    for (let index = 0; index < 1100; index++) {
      await recordCommand(db, { userId: ada.userId, inputType: "text", status: "ok" }, clock);
    }
    const { counts } = await eraseUser(db, { userId: ada.userId }, clock);
    expect(counts.commands).toEqual({ deleted: 1100, cleared: 0 });
  });

  test("does not confuse a person with a longer address, or with a number in a body that equals an installation", async () => {
    await insertPerson(db, ada, bob, clock.now());
    const bodies = [
      { author: `x${ada.email}` },
      { author: `${ada.email}.uk` },
      { author: `x-${ada.email}` },
      { installation: { id: ada.installationId * 10 } },
      { repository: { id: ada.installationId } },
      { installation: { id: String(ada.installationId) } },
    ];
    const ids: string[] = [];
    for (const body of bodies) {
      ids.push(
        await insertEvent(db, "processed", {
          body: Buffer.from(JSON.stringify(body)),
          received_at: clock.now(),
        }),
      );
    }
    await eraseUser(db, { userId: ada.userId }, clock);
    const left = await db
      .selectFrom("webhook_events")
      .select("body")
      .where("id", "in", ids)
      .execute();
    expect(left.filter(({ body }) => body === null)).toEqual([]);
  });

  test.for([
    ["as JSON escapes a line break before it", (email: string) => JSON.stringify(`by\n${email}.`)],
    [
      "in a URL",
      (email: string) => JSON.stringify(`https://x.example/?by=${encodeURIComponent(email)}`),
    ],
    ["in other letters", (email: string) => JSON.stringify({ email: email.toUpperCase() })],
    [
      "in a form",
      (email: string) => `payload=%7B%22email%22%3A%22${encodeURIComponent(email)}%22%7D`,
    ],
  ] as const)("finds an address %s", async ([, spell]) => {
    await insertPerson(db, ada, bob, clock.now());
    const body = Buffer.from(spell(ada.email));
    const id = await insertEvent(db, "processed", { body, received_at: clock.now() });
    await eraseUser(db, { userId: ada.userId }, clock);
    const row = await db
      .selectFrom("webhook_events")
      .select("body")
      .where("id", "=", id)
      .executeTakeFirst();
    expect(row).toEqual({ body: null });
  });

  test("finds an address beyond ASCII, in UTF-8 and as JSON in ASCII", async () => {
    const jose = { ...newPerson("jose"), email: "josé'o\\x@exämple.org" };
    await insertPerson(db, jose, bob, clock.now());
    const inAscii = JSON.stringify(jose.email).replaceAll(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const ids = [];
    for (const text of [`<${jose.email}>`, JSON.stringify([jose.email]), inAscii]) {
      ids.push(
        await insertEvent(db, "processed", { body: Buffer.from(text), received_at: clock.now() }),
      );
    }
    await eraseUser(db, { userId: jose.userId }, clock);
    const rows = await db
      .selectFrom("webhook_events")
      .select("body")
      .where("id", "in", ids)
      .execute();
    expect(rows).toEqual([{ body: null }, { body: null }, { body: null }]);
  });

  test("makes a worker's report refused: its action is gone", async () => {
    const id = await insertAction(db, "executing", {
      user_id: ada.userId,
      created_at: clock.now(),
    });
    await eraseUser(db, { userId: ada.userId }, clock);
    expect(
      await db.selectFrom("pending_actions").select("id").where("id", "=", id).execute(),
    ).toEqual([]);
  });

  test("is refused for the nil user, and with a reason that names the person", async () => {
    await insertPerson(db, ada, bob, clock.now());
    await expect(eraseUser(db, { userId: nil }, clock)).rejects.toMatchObject({ field: "userId" });
    await expect(eraseUser(db, { userId: "ada" }, clock)).rejects.toMatchObject({
      field: "userId",
    });
    const reason = `${ada.email} asked for it`;
    const refused = eraseUser(db, { userId: ada.userId, reason }, clock);
    await expect(refused).rejects.toMatchObject({ field: "reason" });
    expect(await findErasure(db, { userId: ada.userId })).toBe(undefined);
    await expect(findErasure(db, { id: "x" })).rejects.toMatchObject({ field: "id" });
  });
});
