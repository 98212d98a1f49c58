// Mixed load for HANDSFREE_SOAK_MINUTES (default 10) on a file; a table of what it took, and exit
// code 1 when memory grows, the log is not bounded, or a call takes over a second:
//   node --conditions=@handsfree/source packages/query/test/soak.ts
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../src/index.ts";
import { type Soaked, makeCalls, schema } from "./soak/calls.ts";
import { type Sample, formatSamples, judge } from "./soak/judge.ts";

const minutes = Number(process.env["HANDSFREE_SOAK_MINUTES"] ?? 10);
const callers = Number(process.env["HANDSFREE_SOAK_CALLERS"] ?? 50);
/** One a minute, but nine at least, so that there are thirds to compare. */
const sampleCount = Math.max(9, Math.round(minutes));

const directory = await mkdtemp(join(tmpdir(), "handsfree-soak-"));
const path = join(directory, "soak.db");
const db = (await openDatabase({ path })) as unknown as Kysely<Soaked>;
for (const statement of schema) await sql.raw(statement).execute(db);

const load = { running: true };
let calls = 0;
let slowest = { milliseconds: 0, call: "" };
const failures = new Map<string, number>();

async function measure(name: string, call: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  try {
    await call();
  } catch (error) {
    const text = `${name}: ${(error as Error).message}`;
    failures.set(text, (failures.get(text) ?? 0) + 1);
  }
  const milliseconds = performance.now() - started;
  calls++;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, call: name };
}

async function beCaller(caller: number): Promise<void> {
  const pick = makeCalls(db, caller);
  while (load.running) {
    const { name, call } = pick();
    await measure(name, call);
  }
}

const ended = Promise.all(Array.from({ length: callers }, (_, caller) => beCaller(caller)));
const samples: Sample[] = [];
for (let i = 0; i < sampleCount; i++) {
  await setTimeout((minutes * 60_000) / sampleCount);
  const wal = await stat(`${path}.wal`).catch(() => ({ size: 0 }));
  samples.push({
    calls,
    rssBytes: process.memoryUsage.rss(),
    walBytes: wal.size,
    slowest: slowest.milliseconds,
    slowestCall: slowest.call,
  });
  calls = 0;
  slowest = { milliseconds: 0, call: "" };
}
load.running = false;
await ended;
const { rows } = await sql<{
  threshold: string;
}>`select current_setting('checkpoint_threshold') as threshold`.execute(db);
await db.destroy();
await rm(directory, { recursive: true });

const faults = [
  ...judge(samples, rows[0]?.threshold ?? ""),
  ...[...failures].map(([text, count]) => `${count} calls failed, ${text}`),
];
process.stdout.write(
  `${formatSamples(samples, minutes)}\n${faults.join("\n") || "as it should be"}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
