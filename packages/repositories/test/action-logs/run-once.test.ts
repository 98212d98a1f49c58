import { once } from "node:events";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  findActionRun,
  listActionLogs,
  type NewActionRun,
  recordActionLog,
  type RunHandle,
  runOnce,
  actionLogLimits,
} from "../../src/entries/action-logs.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const merge = { userId, actionType: "merge_pr", target: "octo/repo#12", idempotencyKey: "k" };
const run = <Value>(
  sideEffect: (handle: RunHandle) => Promise<Value> | Value,
  input: Partial<NewActionRun> = {},
) => runOnce(db, { ...merge, request: { pr: 12 }, ...input }, sideEffect, clock);

/** A side effect that waits until the test lets it go on. */
function held<Value>() {
  const begun = Promise.withResolvers<RunHandle>();
  const end = Promise.withResolvers<Value>();
  const sideEffect = (handle: RunHandle): Promise<Value> => {
    begun.resolve(handle);
    return end.promise;
  };
  return { begun: begun.promise, end, sideEffect };
}

const typesOnRecord = async (): Promise<string[]> =>
  (await listActionLogs(db, { userId })).items.map(({ actionType }) => actionType).toReversed();

test("it runs, its start and end are recorded, and a retry replays it", async () => {
  const sideEffect = vi.fn<(handle: RunHandle) => unknown>(() => ({ merged: true }));
  const first = await run(sideEffect);
  expect(first).toMatchObject({
    outcome: "ran",
    value: { merged: true },
    log: {
      actionType: "merge_pr",
      target: "octo/repo#12",
      request: { pr: 12 },
      result: { merged: true },
      ok: true,
      idempotencyKey: "k",
    },
  });
  expect(sideEffect.mock.calls[0]?.[0]).toMatchObject({ attempt: 1, idempotencyKey: "k" });
  expect(await typesOnRecord()).toEqual(["action_run.started", "merge_pr"]);
  expect(await run(sideEffect)).toEqual({
    outcome: "replayed",
    log: "log" in first ? first.log : undefined,
  });
  expect(sideEffect).toHaveBeenCalledOnce();
  expect(await db.selectFrom("action_runs").selectAll().execute()).toEqual([]);
});

test("200 callers on one key: it runs once", async () => {
  const sideEffect = vi.fn<(handle: RunHandle) => Promise<string>>(async () => {
    // Some callers come while it runs, and some after.
    await db.selectFrom("action_runs").selectAll().execute();
    return "done";
  });
  const results = await Promise.all(Array.from({ length: 200 }, () => run(sideEffect)));
  expect(sideEffect).toHaveBeenCalledOnce();
  const outcomes = results.map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "ran")).toHaveLength(1);
  expect(outcomes.every((outcome) => ["ran", "replayed", "in_progress"].includes(outcome))).toBe(
    true,
  );
  expect(await typesOnRecord()).toEqual(["action_run.started", "merge_pr"]);
  expect(await run(sideEffect)).toMatchObject({ outcome: "replayed", log: { result: "done" } });
});

test("200 keys at once: each runs once", async () => {
  const ran = new Map<string, number>();
  const results = await Promise.all(
    Array.from({ length: 400 }, (_, index) =>
      run(
        ({ idempotencyKey }) => ran.set(idempotencyKey, (ran.get(idempotencyKey) ?? 0) + 1).size,
        { idempotencyKey: `k${index % 200}` },
      ),
    ),
  );
  expect(results.filter(({ outcome }) => outcome === "ran")).toHaveLength(200);
  expect([...ran.values()]).toEqual(Array.from({ length: 200 }, () => 1));
});

test("while it runs other callers get the end of its lease, and another request gets key_reused", async () => {
  const { begun, end, sideEffect } = held<string>();
  const first = run(sideEffect, { leaseSeconds: 30 });
  await begun;
  const leaseExpiresAt = new Date(clock.now().getTime() + 30_000);
  const never = vi.fn<() => void>();
  expect(await run(never)).toEqual({ outcome: "in_progress", leaseExpiresAt });
  expect(await run(never, { request: { pr: 13 } })).toEqual({ outcome: "key_reused" });
  const record = (request: unknown) => recordActionLog(db, { ...merge, ok: true, request }, clock);
  expect(await record({ pr: 12 })).toEqual({ outcome: "in_progress", leaseExpiresAt });
  expect(await record({ pr: 13 })).toEqual({ outcome: "key_reused" });
  expect((await run(() => 1, { userId: stranger })).outcome).toBe("ran");
  end.resolve("done");
  expect((await first).outcome).toBe("ran");
  expect(await record({ pr: 12 })).toMatchObject({ outcome: "replayed", log: { result: "done" } });
  expect(never).not.toHaveBeenCalled();
});

test("a recorded key is not run, and runs again after the key has expired", async () => {
  await recordActionLog(db, { ...merge, ok: true, request: { pr: 12 }, result: "by hand" }, clock);
  expect(await run(() => "again")).toMatchObject({
    outcome: "replayed",
    log: { result: "by hand" },
  });
  clock.advance(actionLogLimits.defaultKeyLife * 1000);
  expect(await run(() => "again", { request: { pr: 13 } })).toMatchObject({ outcome: "ran" });
});

test("a returned failure is recorded and replayed", async () => {
  const outcome = { ok: false, result: { status: 409 } };
  expect(await run(() => outcome)).toMatchObject({
    outcome: "ran",
    value: outcome,
    log: { ok: false, result: { status: 409 } },
  });
  expect(await run(() => 1)).toMatchObject({ outcome: "replayed", log: { ok: false } });
});

test("an object with more members than ok and result is a result", async () => {
  const slack = { ok: false, result: 1, error: "not_in_channel" };
  expect(await run(() => slack)).toMatchObject({ log: { ok: true, result: slack } });
});

test("a thrown error is thrown on, recorded as a failure without secrets, and replayed", async () => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  const error = Object.assign(new TypeError(`bad answer for ${token}`), { code: "E_BAD" });
  await expect(run(() => Promise.reject(error))).rejects.toBe(error);
  const result = {
    error: { name: "TypeError", code: "E_BAD", message: "bad answer for [redacted]" },
  };
  expect(await run(() => 1)).toMatchObject({ outcome: "replayed", log: { ok: false, result } });
  expect(JSON.stringify(await db.selectFrom("action_logs").selectAll().execute())).not.toContain(
    token,
  );
});

test.for<[string, unknown, string]>([
  ["a text", "no", "string was thrown"],
  ["nothing", undefined, "undefined was thrown"],
])("%s that is thrown is a failure too", async ([, thrown, message]) => {
  await expect(
    run(() => {
      throw thrown;
    }),
  ).rejects.toBe(thrown);
  expect(await run(() => 1)).toMatchObject({
    log: { ok: false, result: { error: { name: "Error", message } } },
  });
});

test("an error that proves that nothing happened frees the key, and stays recorded", async () => {
  const freesKey = (error: unknown): boolean => (error as Error).message === "refused";
  const refused = new Error("refused");
  await expect(run(() => Promise.reject(refused), { freesKey })).rejects.toBe(refused);
  expect(await run(() => "now", { freesKey })).toMatchObject({ outcome: "ran", value: "now" });
  const { items } = await listActionLogs(db, { userId, actionType: "merge_pr" });
  expect(items.map(({ ok }) => ok)).toEqual([true, false]);
});

test("a result that is not JSON is refused after the side effect is recorded", async () => {
  const sideEffect = vi.fn<() => unknown>(() => ({ at: new Date() }));
  await expect(run(sideEffect)).rejects.toMatchObject({ field: "result" });
  expect(await run(sideEffect)).toMatchObject({
    outcome: "replayed",
    log: { ok: true, result: { result_not_kept: expect.stringContaining("Date") as string } },
  });
  expect(sideEffect).toHaveBeenCalledOnce();
});

test("requests and results are redacted in every table", async () => {
  const { begun, end, sideEffect } = held<unknown>();
  const secret = "correct horse battery staple";
  const request = { pr: 12, password: secret };
  const first = run(sideEffect, { request });
  await begun;
  expect(
    await findActionRun(db, { userId, actionType: "merge_pr", key: "k" }, clock),
  ).toMatchObject({ request: { pr: 12, password: "[redacted]" } });
  expect((await run(() => 1, { request })).outcome).toBe("in_progress");
  end.resolve({ accessToken: secret });
  expect(await first).toMatchObject({ log: { result: { accessToken: "[redacted]" } } });
  expect((await run(() => 1, { request })).outcome).toBe("replayed");
  expect((await run(() => 1, { request: { ...request, password: "" } })).outcome).toBe(
    "key_reused",
  );
  expect(JSON.stringify(await db.selectFrom("action_logs").selectAll().execute())).not.toContain(
    secret,
  );
});

test("its signal is aborted when the lease expires, and its outcome is still recorded", async () => {
  const result = await run(
    async ({ signal }) => {
      await once(signal, "abort");
      return (signal.reason as Error).message;
    },
    { leaseSeconds: 1 },
  );
  expect(result).toMatchObject({
    outcome: "ran",
    value: expect.stringContaining("lease") as string,
  });
});

test.for<[string, object]>([
  ["leaseSeconds", { leaseSeconds: 0 }],
  ["leaseSeconds", { leaseSeconds: 24 * 3600 + 1 }],
  ["keyLifeSeconds", { keyLifeSeconds: 1 }],
  ["idempotencyKey", { idempotencyKey: "" }],
  ["idempotencyKey", { idempotencyKey: undefined }],
  ["userId", { userId: "me" }],
  ["actionType", { actionType: "" }],
  ["actionType", { actionType: "action_run.started" }],
  ["request", { request: 1n }],
])("a bad %s is refused before anything is written", async ([field, input]) => {
  const sideEffect = vi.fn<() => void>();
  await expect(run(sideEffect, input)).rejects.toMatchObject({ code: "invalid_input", field });
  expect(sideEffect).not.toHaveBeenCalled();
  expect(await db.selectFrom("action_logs").selectAll().execute()).toEqual([]);
});

test("a caller's transaction is refused", async () => {
  const sideEffect = vi.fn<() => void>();
  await db.transaction().execute(async (transaction) => {
    await expect(
      runOnce(transaction, { ...merge, request: 1 }, sideEffect, clock),
    ).rejects.toMatchObject({ field: "db" });
  });
  expect(sideEffect).not.toHaveBeenCalled();
});
