import { expect, test } from "vitest";
import { MaintenanceRuns } from "../src/maintenance/runs.ts";
import { startMaintenance } from "../src/maintenance/scheduler.ts";
import { stranger, TestApi } from "./api.ts";

test("an operator sees the version, the queues and the last runs of maintenance", async () => {
  const jobs = ["good", "bad", "later"].map((name) => ({
    name,
    everySeconds: 60,
    run: async () => {
      if (name === "bad") throw new Error("no");
      return { sealed: 2 };
    },
  }));
  const maintenanceRuns = new MaintenanceRuns(jobs);
  await using api = await TestApi.start({ maintenanceRuns });
  const due: (() => void)[] = [];
  const schedule = (callback: () => void) => {
    due.push(callback);
    return () => undefined;
  };
  const context = { now: () => api.clock.now(), newId: () => api.clock.newId(), schedule };
  const log = { info: () => undefined, error: () => undefined };
  const { db } = api;
  const maintenance = startMaintenance({ db, jobs, context, log, runs: maintenanceRuns });
  for (const begin of due.slice(0, 2)) begin();
  await maintenance.stop();
  await api.deliver("{}");
  await api.propose();
  api.giveScopes(stranger, ["metrics:read"]);
  const response = await api.get("/v1/server", stranger);
  expect(response.statusCode).toBe(200);
  const now = "2026-03-01T12:00:00.000Z";
  expect(response.json()).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    engine: "duckdb",
    measured_at: now,
    schema: { state: "current", version: expect.stringMatching(/^\d{3}_/) },
    database: { bytes: expect.any(Number), free_disk_bytes: null, waiting_reads: 0 },
    feed_lag: { stream_seconds: 0, webhook_endpoint_seconds: 0 },
    maintenance: [
      {
        job: "good",
        every_seconds: 60,
        last_run: { ok: true, started_at: now, done: { sealed: 2 } },
      },
      { job: "bad", last_run: { ok: false, done: {} } },
      { job: "later", last_run: null },
    ],
  });
  const { queues } = response.json<{ queues: { queue: string }[] }>();
  expect(queues).toContainEqual({ queue: "decision", due: 1, oldest_due_at: now, leased: null });
  expect(queues).toContainEqual({ queue: "webhook_event", due: 1, oldest_due_at: now, leased: 0 });
});

test("the room on the volume of a DuckDB file is told", async () => {
  await using api = await TestApi.start({ diskSpace: { folder: "/", minimum: 1 } });
  api.giveScopes(stranger, ["metrics:read"]);
  const { database } = (await api.get("/v1/server", stranger)).json<{
    database: { free_disk_bytes: number };
  }>();
  expect(database.free_disk_bytes).toBeGreaterThan(0);
});
