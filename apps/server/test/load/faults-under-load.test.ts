import { setTimeout as wait } from "node:timers/promises";
import { type ServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { mountDisk } from "../mount-disk.ts";
import { expectKept } from "./kept-writes.ts";
import { joinCrowd, type Keys, prepare, startServer } from "./loaded-server.ts";
import { recordsInFile } from "./records.ts";
import { Waits } from "./waits.ts";
import { Writers } from "./writers.ts";

const polls = 200;

/** Writers, waits and a crowd, on a server that has acknowledged some writes of each kind. */
async function putUnderLoad({ url }: ServerProcess, keys: Keys, noise: number) {
  const waits = await Waits.start(url, keys.waiters, polls);
  const crowd = await joinCrowd(url, keys.reader);
  const writers = new Writers({ keys: keys.writers, noise });
  writers.start(url);
  const { deliveries, proposals, decisions, logs } = writers.acknowledged;
  await expect
    .poll(() => Math.min(deliveries.size, proposals.size, decisions.size, logs.size), {
      timeout: 60_000,
    })
    .toBeGreaterThan(200);
  return { waits, crowd, writers, [Symbol.dispose]: () => crowd[Symbol.dispose]() };
}

test("SIGTERM under load: the server stops within its limit, and every acknowledged write is there", async () => {
  await using directory = await temporaryDirectory();
  const records = recordsInFile(directory.path);
  const keys = await prepare(records);
  await using server = await startServer(records);
  using load = await putUnderLoad(server, keys, 2000);
  expect(await server.stop("SIGTERM")).toBe(0);
  await load.writers.stop();
  await load.waits.ended();
  // A wait is answered `timed_out`, and its next request is refused.
  expect(load.waits.failures).toHaveLength(polls);
  for (const failure of load.waits.failures) expect(failure).toMatch(/^(?:0 E|503 closing)/);
  expect(server.output()).not.toContain("could not stop within");
  await expectKept(records, load.writers.acknowledged);
});

test("SIGKILL under load: every acknowledged write is there, and the next server goes on", async () => {
  await using directory = await temporaryDirectory();
  const records = recordsInFile(directory.path);
  const keys = await prepare(records);
  await using server = await startServer(records);
  using load = await putUnderLoad(server, keys, 2000);
  await wait(Math.random() * 100);
  await server.stop("SIGKILL");
  await load.writers.stop();
  await load.waits.ended();

  await using next = await startServer(records);
  const writers = new Writers({ keys: keys.writers, noise: 2000 });
  writers.start(next.url);
  await expect.poll(() => writers.acknowledged.logs.size, { timeout: 60_000 }).toBeGreaterThan(64);
  await writers.stop();
  expect(Object.fromEntries(writers.refusals)).toEqual({});
  expect(await next.stop("SIGTERM")).toBe(0);
  await expectKept(records, load.writers.acknowledged);
  await expectKept(records, writers.acknowledged);
});

test("a disk that fills under load and has room again: nothing is lost, and the same server goes on", async (context) => {
  using disk = mountDisk("96m");
  if (disk === undefined) {
    context.skip("only root can mount a small disk");
    return;
  }
  const records = recordsInFile(disk.path);
  const keys = await prepare(records);
  await using server = await startServer(records);
  using load = await putUnderLoad(server, keys, 40_000);
  const { acknowledged, refusals } = load.writers;
  const isFull = () => [...refusals.keys()].some((what) => what.startsWith("receive 503"));
  await expect.poll(isFull, { timeout: 120_000 }).toBe(true);
  // For some time everything fails.
  await wait(3000);
  disk.resize("2g");
  const before = acknowledged.logs.size;
  await expect
    .poll(() => acknowledged.logs.size, { timeout: 60_000 })
    .toBeGreaterThan(before + 200);
  await load.writers.stop();
  process.stdout.write(`refused on a full disk: ${JSON.stringify(Object.fromEntries(refusals))}\n`);
  for (const what of refusals.keys()) expect(what).toMatch(/^\w+ 503 /);
  // The long polls outlive it.
  await load.waits.decide(server.url);
  expect(load.waits).toMatchObject({ confirmed: polls, failures: [] });
  expect(await server.stop("SIGTERM")).toBe(0);
  await expectKept(records, acknowledged);
});
