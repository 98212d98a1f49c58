import { generateKeyPairSync } from "node:crypto";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyAuditTrail } from "../../src/entries/audit.ts";
import { maintenanceJobs, type MaintenanceOptions } from "../../src/index.ts";
import { insertAction, insertCommand, insertEvent, insertLog } from "../rows.ts";

const day = 24 * 3600 * 1000;

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** Does all jobs once, and says what each did, without those that did nothing. */
async function maintenance(options?: MaintenanceOptions): Promise<Record<string, number>> {
  const done: Record<string, number> = {};
  for (const { name, run } of maintenanceJobs(options)) {
    for (const [what, count] of Object.entries(await run({ db, context: clock }))) {
      if (count > 0) done[`${name}.${what}`] = count;
    }
  }
  return done;
}

test("puts down what has expired, and does it once", async () => {
  const at = clock.now();
  await insertAction(db, "pending", { created_at: at });
  await insertAction(db, "executing", {
    created_at: at,
    attempts: 3,
    lease_sha256: "0",
    lease_expires_at: at,
  });
  await insertLog(db, { created_at: at, owned_key: "a/b/c", key_expires_at: at });
  const until = { transcript: "merge it", transcript_expires_at: at };
  await insertCommand(db, { created_at: at, ...until });
  await insertEvent(db, "processing", { attempts: 1000, next_attempt_at: at, received_at: at });
  expect(await maintenance()).toEqual({
    "expire_actions.expired": 1,
    "abandon_executions.abandoned": 1,
    "dead_letter_webhook_events.dead": 1,
    "remove_expired_content.removed": 1,
    "free_keys.freed": 1,
  });
  expect(await maintenance()).toEqual({});
  const states = await db.selectFrom("pending_actions").select("state").orderBy("state").execute();
  expect(states).toEqual([{ state: "abandoned" }, { state: "expired" }]);
});

test("seals the audit trail, with the key where there is one", async () => {
  await insertLog(db, { created_at: clock.now() });
  clock.advance(3_600_000);
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  expect(await maintenance({ privateKey })).toEqual({ "seal_logs.sealed": 1 });
  const seals = await db.selectFrom("audit_seals").select("signature").execute();
  expect(seals).toEqual([{ signature: expect.any(String) as string }]);
  expect(await verifyAuditTrail(db, { publicKeys: [publicKey] })).toMatchObject({ findings: [] });
});

test("takes as many steps as there is work", async () => {
  const actions = Array.from({ length: 1100 }, () =>
    insertAction(db, "pending", { created_at: clock.now() }),
  );
  await Promise.all(actions);
  expect(await maintenance()).toEqual({ "expire_actions.expired": 1100 });
});

test("deletes nothing by age unless there is a policy", async () => {
  await insertEvent(db, "processed", { received_at: clock.now() });
  await insertCommand(db, { created_at: clock.now(), transcript: "merge it" });
  clock.advance(10_000 * day);
  expect(await maintenance()).toEqual({});
  expect(maintenanceJobs().map(({ name }) => name)).not.toContain("retention");
  expect(await maintenance({ retention: { commands: null } })).toEqual({
    "retention.command_content": 1,
    "retention.webhook_events": 1,
    "retention.webhook_payloads": 1,
  });
});

test("does nothing once it is ended", async () => {
  await insertAction(db, "pending", { created_at: clock.now() });
  for (const { run } of maintenanceJobs({ retention: {} })) {
    const done = await run({ db, context: clock, signal: AbortSignal.abort() });
    expect(Object.values(done).filter((count) => count > 0)).toEqual([]);
  }
});

test("is refused with a policy or a key that cannot be used", () => {
  expect(() => maintenanceJobs({ retention: { commands: -1 } })).toThrow(/^commands is -1/);
  const { privateKey } = generateKeyPairSync("x25519");
  expect(() => maintenanceJobs({ privateKey })).toThrow(
    /^privateKey must be a private Ed25519 key/,
  );
});
