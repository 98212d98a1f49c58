import { generateKeyPairSync } from "node:crypto";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type AuditHead,
  exportAuditHead,
  removeLogContents,
  sealActionLogs,
  verifyAuditTrail,
} from "../../src/entries/audit.ts";
import { appendEntry } from "../../src/audit/chain.ts";
import { pruningHash } from "../../src/audit/delete-seals.ts";
import { hashEntry, selectEntries, toEntry } from "../../src/audit/entry.ts";
import { loggedAt, loggedColumns, toLoggedRow } from "../../src/audit/logged-rows.ts";
import { merkleRoot } from "../../src/audit/merkle.ts";
import { hashToSeal, remainsOf } from "../../src/audit/row-hash.ts";
import { idOf, insertRows } from "./many-rows.ts";

let db: Kysely<Database>;
const clock = new TestClock("2027-01-01T00:00:00.000Z");
beforeEach(async () => {
  db = await openTestDatabase();
  await insertRows(db, { count: 12 });
});
afterEach(() => db.destroy());

/** An attacker with write access and the code edits a row, and makes all hashes match again. */
async function forge(id: string): Promise<void> {
  await sql`update action_logs set ok = not ok where id = ${id}`.execute(db);
  const row = await db
    .selectFrom("action_logs")
    .select([...loggedColumns, loggedAt])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const row_hash = hashToSeal(toLoggedRow(row));
  await db.updateTable("audit_leaves").set({ row_hash }).where("log_id", "=", id).execute();
  await rehash(db);
}

/** Rebuilds the chain without signatures. */
async function rehash(database: Executor<Database>): Promise<void> {
  let previousHash: string | null = null;
  for (const row of await selectEntries(database).orderBy("number").execute()) {
    const leaves = await database
      .selectFrom("audit_leaves")
      .select("row_hash")
      .where("seal_number", "=", row.number)
      .orderBy("position")
      .execute();
    const root = merkleRoot(leaves.map((leaf) => leaf.row_hash));
    const unsigned = { root, keyId: null, signature: null };
    const entry = { ...toEntry(row), ...unsigned, previousHash };
    const hash = hashEntry(entry);
    await database
      .updateTable("audit_seals")
      .set({ root, hash, previous_hash: previousHash, key_id: null, signature: null })
      .where("number", "=", row.number)
      .execute();
    previousHash = hash;
  }
}

test("a rebuilt chain is found by a head that was kept elsewhere", async () => {
  await sealActionLogs(db, { batchSize: 3 }, clock);
  const head = await exportAuditHead(db);
  await forge(idOf(4));
  // This cannot be found without data from outside the database.
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true });
  expect(await verifyAuditTrail(db, { head })).toMatchObject({
    ok: false,
    findings: [{ kind: "rewritten", entry: 4 }],
  });
  // Further entries do not hide it.
  await insertRows(db, { first: 12, count: 3 });
  await sealActionLogs(db, {}, clock);
  expect(await verifyAuditTrail(db, { head })).toMatchObject({
    findings: [{ kind: "rewritten", entry: 4 }],
  });
});

test("a rebuilt chain is found by its signatures", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const publicKeys = [publicKey];
  await sealActionLogs(db, { batchSize: 3, privateKey }, clock);
  expect(await verifyAuditTrail(db, { publicKeys })).toMatchObject({ ok: true, unsigned: 0 });
  await forge(idOf(4));
  const unsigned = [1, 2, 3, 4].map((entry) => ({ kind: "missing_signature", entry }));
  expect(await verifyAuditTrail(db, { publicKeys })).toMatchObject({
    ok: false,
    findings: unsigned,
  });
  // An honest seal on top does not hide it.
  await insertRows(db, { first: 12, count: 3 });
  await sealActionLogs(db, { privateKey }, clock);
  expect(await verifyAuditTrail(db, { publicKeys })).toMatchObject({ findings: unsigned });
});

test("a truncated chain is found by a head that was kept elsewhere", async () => {
  await sealActionLogs(db, { batchSize: 3 }, clock);
  const head = await exportAuditHead(db);
  await sql`delete from audit_seals where number > 2`.execute(db);
  expect((await verifyAuditTrail(db)).findings).toEqual([
    { kind: "stray_leaves", entry: 3 },
    { kind: "stray_leaves", entry: 4 },
  ]);
  await sql`delete from audit_leaves where seal_number > 2`.execute(db);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, unsealed: 6 });
  expect(await verifyAuditTrail(db, { head })).toMatchObject({
    findings: [{ kind: "truncated", entry: 4 }],
  });
  await sql`delete from audit_seals`.execute(db);
  await sql`delete from audit_leaves`.execute(db);
  expect(await verifyAuditTrail(db, { head })).toMatchObject({
    findings: [{ kind: "truncated", entry: 4 }],
  });
});

test("another key, and alternating keys", async () => {
  const [first, second, other] = [1, 2, 3].map(() => generateKeyPairSync("ed25519"));
  if (!first || !second || !other) throw new Error("no keys");
  await sealActionLogs(db, { batchSize: 3, limit: 3 }, clock);
  await sealActionLogs(db, { batchSize: 3, limit: 3, privateKey: first.privateKey }, clock);
  await sealActionLogs(db, { batchSize: 3, privateKey: second.privateKey }, clock);
  const verify = async (...keys: (typeof first)[]): Promise<unknown> => {
    const publicKeys = keys.map(({ publicKey }) => publicKey);
    return (await verifyAuditTrail(db, { publicKeys, signedFrom: 2 })).findings;
  };
  const invalid = (...entries: number[]): unknown =>
    entries.map((entry) => ({ kind: "invalid_signature", entry }));
  expect(await verify(first, second)).toEqual([]);
  expect(await verify(first)).toEqual(invalid(3, 4));
  expect(await verify(other)).toEqual(invalid(2, 3, 4));
  const publicKeys = [first.publicKey, second.publicKey];
  expect((await verifyAuditTrail(db, { publicKeys })).findings).toEqual([
    { kind: "missing_signature", entry: 1 },
  ]);
});

test("a mark of a removal does not hide an edit", async () => {
  await sealActionLogs(db, {}, clock);
  const [edited, removed] = [idOf(4), idOf(5)];
  await removeLogContents(db, { ids: [removed] }, {}, clock);
  // With the digest that its hash can still be made of, as an honest removal would have left it.
  const row = await db
    .selectFrom("action_logs")
    .select([...loggedColumns, loggedAt])
    .where("id", "=", edited)
    .executeTakeFirstOrThrow();
  const gone = { target: null, request: null, result: null, idempotency_key: null, removal: 2 };
  const forged = { ...gone, ...remainsOf(toLoggedRow(row), { anonymize: false }) };
  await db.updateTable("action_logs").set(forged).where("id", "=", edited).execute();
  const unrecorded = [{ kind: "unrecorded_removal", logId: edited, entry: 1 }];
  expect((await verifyAuditTrail(db)).findings).toEqual(unrecorded);
  // Nor can one be put on the list.
  await sql`insert into audit_removals (log_id, number, anonymized) values (${edited}, 2, false)`.execute(
    db,
  );
  expect((await verifyAuditTrail(db)).findings).toEqual([{ kind: "altered_removals", entry: 2 }]);
});

test("rows of seals that are marked as pruned but still exist are found", async () => {
  await sealActionLogs(db, { batchSize: 3 }, clock);
  const entries = (await selectEntries(db).orderBy("number").execute()).map(toEntry);
  const [seal] = entries;
  if (seal === undefined) throw new Error("no seal");
  const range = { firstAt: null, lastAt: null, firstNumber: 1, lastNumber: 1 };
  const content = {
    ...range,
    kind: "pruning" as const,
    count: 3,
    root: merkleRoot([pruningHash(seal)]),
  };
  await db
    .transaction()
    .execute((transaction) => appendEntry(transaction, entries.at(-1), content, undefined, clock));
  expect((await verifyAuditTrail(db)).findings).toEqual([{ kind: "stray_leaves", entry: 1 }]);
  await sql`delete from audit_leaves where seal_number = 1`.execute(db);
  expect((await verifyAuditTrail(db)).findings).toEqual(
    [0, 1, 2].map((index) => ({ kind: "inserted_row", logId: idOf(index) })),
  );
  await sql`delete from action_logs where id in (${idOf(0)}, ${idOf(1)}, ${idOf(2)})`.execute(db);
  expect((await verifyAuditTrail(db)).findings).toEqual([]);
});

test("findings are returned up to the limit, and all are counted", async () => {
  await sealActionLogs(db, {}, clock);
  await sql`update action_logs set ok = not ok`.execute(db);
  const verified = await verifyAuditTrail(db, { maximumFindings: 5 });
  expect(verified).toMatchObject({ ok: false, found: 12 });
  expect(verified.findings).toHaveLength(5);
});

test("bad options are named", async () => {
  const head = { number: 1, hash: "x" } as AuditHead;
  await expect(verifyAuditTrail(db, { head })).rejects.toThrow(
    /^head must be an exported head with a SHA-256/,
  );
  for (const hash of [undefined, 7, ["0".repeat(64)], Symbol("hash")]) {
    await expect(
      verifyAuditTrail(db, { head: { ...head, hash: hash as never } }),
    ).rejects.toMatchObject({ code: "invalid_input", field: "head" });
  }
  await expect(verifyAuditTrail(db, { head: { ...head, number: 0 } })).rejects.toThrow(
    /^head must be an exported head with a number/,
  );
  await expect(verifyAuditTrail(db, { signedFrom: 0 })).rejects.toThrow(
    /^signedFrom must be the number of an entry, from 1, got 0/,
  );
  await expect(verifyAuditTrail(db, { maximumFindings: -1 })).rejects.toThrow(
    /^maximumFindings must be a whole number from 0, got -1/,
  );
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await expect(verifyAuditTrail(db, { publicKeys: [publicKey] })).rejects.toThrow(
    /^publicKeys must be a public Ed25519 key/,
  );
  await expect(sealActionLogs(db, { privateKey })).rejects.toThrow(
    /^privateKey must be a private Ed25519 key/,
  );
  await expect(sealActionLogs(db, { batchSize: 1001 })).rejects.toThrow(/^batchSize is 1001/);
  await expect(sealActionLogs(db, { settleSeconds: -1 })).rejects.toThrow(
    /^settleSeconds must be a number of seconds .*, got -1/,
  );
  await expect(sealActionLogs(db, { limit: 0 })).rejects.toThrow(/^limit is 0/);
});

test("a verification ends when its signal is aborted", async () => {
  await sealActionLogs(db, {}, clock);
  const signal = AbortSignal.abort(new Error("enough"));
  const cancelled = { code: "query_cancelled" };
  await expect(verifyAuditTrail(db, { signal })).rejects.toMatchObject(cancelled);
  const within = db.transaction().execute((trx) => verifyAuditTrail(trx, { signal }));
  await expect(within).rejects.toMatchObject(cancelled);
});
