import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { seedOf } from "../data/seed.ts";
import { WorkerProcess } from "../worker/worker-process.ts";
import type { SoakMinute } from "./minute.ts";

const rows = 10_000;

/** Runs the soak of `ours` in a new process. */
export async function runSoak(minutes: number, directory: string): Promise<SoakMinute[]> {
  const own = join(directory, "soak");
  await mkdir(own);
  await using worker = new WorkerProcess("ours");
  const tables = ["commands", "pending_actions", "action_logs", "webhook_events"] as const;
  await worker.open({ directory: own, seed: seedOf(rows), tables });
  return await worker.soak(minutes);
}
