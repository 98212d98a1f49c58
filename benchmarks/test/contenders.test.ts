import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contenderNames } from "../src/contenders/contender.ts";
import { seedOf } from "../src/data/seed.ts";
import { WorkerProcess } from "../src/worker/worker-process.ts";
import { allWorkloads } from "../src/workloads/all-workloads.ts";
import { canRun } from "../src/workloads/can-run.ts";

const tables = ["commands", "pending_actions", "action_logs", "webhook_events"] as const;
/** Several of them repeat the one before. */
const operations = 65;
/** Ends no round before its operations. */
const milliseconds = 600_000;

describe.each(contenderNames)("%s", (name) => {
  const opened = new AsyncDisposableStack();
  let worker: WorkerProcess;
  beforeAll(async () => {
    const { path } = opened.use(await temporaryDirectory());
    const directory = join(path, name);
    await mkdir(directory);
    worker = opened.use(new WorkerProcess(name));
    await worker.open({ directory, seed: seedOf(10_000), tables });
  });
  afterAll(() => opened.disposeAsync());

  const callersOf = (workload: (typeof allWorkloads)[number]): number =>
    canRun(name, workload, 20) ? 20 : 1;
  const workloads = allWorkloads.filter((one) => canRun(name, one, callersOf(one)));
  test.each(workloads)("$name", async (workload) => {
    await worker.start(workload.name);
    await worker.round({ callers: callersOf(workload), milliseconds, operations });
    expect(await worker.verify()).toEqual([]);
  });
});
