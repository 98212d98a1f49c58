import type { MaintenanceJob, MaintenanceRun } from "@handsfree/repositories";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { startMaintenance } from "../../src/maintenance/scheduler.ts";

const minute = 60_000;

/** A job whose runs end when the test ends them. */
class ManualJob {
  readonly runs: { readonly run: MaintenanceRun; readonly end: (done?: number | Error) => void }[] =
    [];
  readonly job: MaintenanceJob;

  constructor(name: string, everySeconds: number) {
    this.job = { name, everySeconds, run: (run) => this.#run(run) };
  }

  #run(run: MaintenanceRun): Promise<Record<string, number>> {
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, number>>();
    const end = (done: number | Error = 0): void =>
      done instanceof Error ? reject(done) : resolve({ done });
    this.runs.push({ run, end });
    return promise;
  }

  /** Ends the latest run. */
  async end(done?: number | Error): Promise<void> {
    this.runs.at(-1)?.end(done);
    await setImmediate();
  }
}

async function start(...jobs: ManualJob[]) {
  const db = await openTestDatabase();
  const time = new TestTime();
  const logged: { level: string; job: string; done?: object; err?: Error }[] = [];
  const logAs = (level: string) => (entry: object) =>
    void logged.push({ level, ...entry } as never);
  const log = { info: logAs("info"), error: logAs("error") } as never;
  const maintenance = startMaintenance({
    db,
    jobs: jobs.map(({ job }) => job),
    context: time,
    log,
    random: () => 0.5,
  });
  const end = async () => {
    await maintenance.stop();
    await db.destroy();
  };
  return { db, time, logged, maintenance, [Symbol.asyncDispose]: end };
}

test("a job runs soon, and again an interval after its end", async () => {
  const seal = new ManualJob("seal", 60);
  await using run = await start(seal);
  run.time.advance(minute / 2 - 1);
  expect(seal.runs).toHaveLength(0);
  run.time.advance(1);
  expect(seal.runs).toHaveLength(1);
  // A long run does not overlap with a second one.
  run.time.advance(100 * minute);
  expect(seal.runs).toHaveLength(1);
  await seal.end();
  run.time.advance(minute - 1);
  expect(seal.runs).toHaveLength(1);
  run.time.advance(1);
  expect(seal.runs).toHaveLength(2);
  await seal.end();
});

test("restarts do not postpone a daily job, and other jobs run beside it", async () => {
  const [daily, seal] = [new ManualJob("daily", 24 * 3600), new ManualJob("seal", 60)];
  await using run = await start(daily, seal);
  run.time.advance(2.5 * minute);
  expect([daily.runs.length, seal.runs.length]).toEqual([1, 1]);
  await seal.end();
  run.time.advance(minute);
  expect([daily.runs.length, seal.runs.length]).toEqual([1, 2]);
  await daily.end();
  await seal.end();
});

test("waits vary randomly by a tenth", async () => {
  const seal = new ManualJob("seal", 60);
  const db = await openTestDatabase();
  const time = new TestTime();
  const chances = [0, 0.999, 0];
  const random = () => chances.shift() ?? 0.5;
  const log = { info: () => {}, error: () => {} } as never;
  const maintenance = startMaintenance({ db, jobs: [seal.job], context: time, log, random });
  time.advance(0);
  expect(seal.runs).toHaveLength(1);
  await seal.end();
  time.advance(65_000);
  expect(seal.runs).toHaveLength(1);
  time.advance(1000);
  expect(seal.runs).toHaveLength(2);
  await seal.end();
  time.advance(54_000);
  expect(seal.runs).toHaveLength(3);
  await seal.end();
  await maintenance.stop();
  await db.destroy();
});

test("a run that changed something is logged, and a run without changes is not", async () => {
  const seal = new ManualJob("seal", 60);
  await using run = await start(seal);
  run.time.advance(minute);
  await seal.end(0);
  expect(run.logged).toEqual([]);
  run.time.advance(minute);
  await seal.end(7);
  expect(run.logged).toEqual([{ level: "info", job: "seal", done: { done: 7 } }]);
});

test("a failure is logged and retried with a back-off up to the job's interval", async () => {
  const seal = new ManualJob("seal", 300);
  await using run = await start(seal);
  run.time.advance(5 * minute);
  const waits = [30, 60, 120, 240, 300, 300];
  for (const [index, wait] of waits.entries()) {
    await seal.end(new Error("the disk is full"));
    run.time.advance(wait * 1000 - 1);
    expect(seal.runs).toHaveLength(index + 1);
    run.time.advance(1);
    expect(seal.runs).toHaveLength(index + 2);
  }
  expect(run.logged).toHaveLength(waits.length);
  expect(run.logged[0]).toMatchObject({
    level: "error",
    job: "seal",
    err: new Error("the disk is full"),
  });
  await seal.end();
  run.time.advance(5 * minute);
  await seal.end(new Error("again"));
  // A success resets the back-off.
  run.time.advance(30_000);
  expect(seal.runs).toHaveLength(waits.length + 3);
  await seal.end();
});

test("a stop ends running jobs and waits for them, and no job starts afterwards", async () => {
  const [seal, idle] = [new ManualJob("seal", 60), new ManualJob("idle", 3600)];
  await using run = await start(seal, idle);
  run.time.advance(minute / 2);
  expect([seal.runs.length, idle.runs.length]).toEqual([1, 0]);
  let stopped = false;
  const stop = run.maintenance.stop().then(() => (stopped = true));
  await setImmediate();
  expect(seal.runs[0]?.run.signal?.aborted).toBe(true);
  expect(stopped).toBe(false);
  await seal.end();
  await stop;
  expect(run.time.timers).toBe(0);
  run.time.advance(24 * 3600 * 1000);
  expect([seal.runs.length, idle.runs.length]).toEqual([1, 0]);
});
