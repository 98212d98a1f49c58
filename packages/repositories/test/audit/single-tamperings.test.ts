import type { Database } from "@handsfree/schema";
import { openTestDatabase } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely, Transaction } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyAuditTrail } from "../../src/entries/audit.ts";
import { singleTamperings, type Tampering } from "./single-tamperings.ts";
import { inVain, makeTrail, type Trail, type TrailShape } from "./small-trail.ts";

let db: Kysely<Database>;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

async function expectWhole(transaction: Transaction<Database>, trail: Trail): Promise<void> {
  const held = { head: trail.head, publicKeys: [trail.keys.publicKey] };
  expect(await verifyAuditTrail(transaction, held)).toMatchObject({ ok: true, findings: [] });
}

async function expectFound(
  transaction: Transaction<Database>,
  { head, keys }: Trail,
  { what, names, apply }: Tampering,
): Promise<void> {
  await apply(transaction);
  const held = { head, publicKeys: [keys.publicKey] };
  const { ok, findings } = await verifyAuditTrail(transaction, held);
  const named = new Set(findings.flatMap(({ logId, entry }) => [logId, entry]));
  const found = names.some((name) => named.has(name));
  expect({ what, ok, found }).toEqual({ what, ok: false, found: true });
}

// Hundreds of verifications take long on a shared machine.
const timeout = 120_000;

test(
  "each change of a single value, and each deletion, in a trail with everything in it",
  { timeout },
  async () => {
    const trail = await makeTrail(db, {
      rows: 6,
      batchSize: 2,
      removed: [1, 2, 3],
      anonymized: [3, 4],
      late: 1,
      lateAt: 9,
      old: 2,
      unsealed: 2,
    });
    await inVain(db, (transaction) => expectWhole(transaction, trail));
    const tamperings = await singleTamperings(db);
    expect(tamperings.length).toBeGreaterThan(200);
    for (const tampering of tamperings) {
      await inVain(db, (transaction) => expectFound(transaction, trail, tampering));
    }
  },
);

const index = fc.nat({ max: 11 });
const shapes: fc.Arbitrary<TrailShape> = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  removed: fc.uniqueArray(index, { maxLength: 5 }),
  anonymized: fc.uniqueArray(index, { maxLength: 5 }),
  late: fc.nat({ max: 3 }),
  lateAt: fc.nat({ max: 3 }),
  // One row at least stays.
  old: fc.constantFrom(0, 0, 1, 3, 6),
  unsealed: fc.nat({ max: 2 }),
});

test("any single tampering with any trail", { timeout }, async () => {
  const seed = Number(process.env["AUDIT_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`AUDIT_SEED=${seed}\n`);
  const property = fc.asyncProperty(shapes, fc.nat(), (shape, choice) =>
    inVain(db, async (transaction) => {
      const trail = await makeTrail(transaction, shape);
      await expectWhole(transaction, trail);
      const tamperings = await singleTamperings(transaction);
      const tampering = tamperings[choice % tamperings.length];
      if (tampering !== undefined) await expectFound(transaction, trail, tampering);
    }),
  );
  const checked = fc.assert(property, { seed, numRuns: 40, endOnFailure: true });
  await expect(checked).resolves.toBeUndefined();
});
