import { setTimeout as wait } from "node:timers/promises";
import { temporaryDirectory, temporaryPostgres } from "@handsfree/testkit";
import { expect, inject, test } from "vitest";
import { expectHeard } from "./heard-events.ts";
import { expectKept } from "./kept-writes.ts";
import { joinCrowd, memoryOf, prepare, startServer } from "./loaded-server.ts";
import { recordsAt, recordsInFile } from "./records.ts";
import { Streams } from "./streams.ts";
import { Waits } from "./waits.ts";
import { Writers } from "./writers.ts";

/** 30 for the figures of a release, on a machine without other work. Only then are times compared. */
const seconds = Number(process.env["HANDSFREE_LOAD_SECONDS"] ?? 10);
const comparesTimes = seconds >= 30;
/** How long the writers write before their times count, in seconds. */
const warmUp = 2;
const mebibyte = 1024 * 1024;
const streamCount = 40;

test(
  "64 connections write without an error beside 300 slow clients, 40 stalled readers, 500 long polls and 40 event streams",
  { timeout: 300_000 },
  async () => {
    await using stack = new AsyncDisposableStack();
    const directory = stack.use(await temporaryDirectory());
    const records =
      inject("engine") === "postgres"
        ? recordsAt(stack.use(await temporaryPostgres()).url, directory.path)
        : recordsInFile(directory.path);
    const keys = await prepare(records);
    await using server = await startServer(records);
    const { url } = server;
    using streams = await Streams.open(url, keys.writers.slice(0, streamCount));
    const waits = await Waits.start(url, keys.waiters, 500);
    using crowd = await joinCrowd(url, keys.reader);
    const writers = new Writers({ keys: keys.writers, noise: 2000 });
    writers.start(url);
    for (let second = 0; second < warmUp + seconds; second++) {
      if (second === warmUp) writers.forgetTimes();
      crowd.trickle();
      await wait(1000);
    }
    await writers.stop();
    const memory = await memoryOf(server);
    await waits.decide(url);

    process.stdout.write(
      `${seconds} s, ${writers.count} writes, ${crowd.ended} bad clients ended, `,
    );
    process.stdout.write(`RSS at most ${Math.round((memory?.peak ?? 0) / mebibyte)} MiB\n`);
    const ratios: number[] = [];
    for (const [kind, times] of Object.entries(writers.times)) {
      const sorted = times.toSorted((one, other) => one - other);
      const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
      const [p50, p99] = [at(0.5), at(0.99)];
      process.stdout.write(
        `${kind}: ${times.length}, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ` +
          `max ${at(1).toFixed(1)} ms\n`,
      );
      ratios.push(p99 / p50);
    }
    await streams.finish(url);
    expect(Object.fromEntries(writers.refusals)).toEqual({});
    expect(writers.acknowledged.decisions.size).toBeGreaterThan(64);
    expect({ confirmed: waits.confirmed, failures: waits.failures }).toEqual({
      confirmed: 500,
      failures: [],
    });
    expect(memory?.peak ?? 0).toBeLessThan(1024 * mebibyte);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(comparesTimes ? 5 : Infinity);
    expect(streams.ended).toEqual([]);
    expect(await server.stop("SIGTERM")).toBe(0);
    await expectKept(records, writers.acknowledged);
    const readers = streams.shown.map((events, index) => ({
      userId: keys.writerIds[index] ?? "",
      events,
    }));
    await expectHeard(records, readers);
  },
);
