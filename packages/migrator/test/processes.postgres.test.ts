import { openDatabase } from "@handsfree/query";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrateUp, migrationStatus } from "../src/index.ts";
import { dump } from "./processes/dump.ts";
import { sampleFiles } from "./processes/sample-files.ts";
import { type Runner, startRunner } from "./processes/start-runner.ts";
import { emptyDatabase } from "./runs/database.ts";

const files = sampleFiles("outside");
let runners: Runner[];

beforeAll(async () => {
  runners = await Promise.all(Array.from({ length: 20 }, () => startRunner()));
}, 120_000);

afterAll(async () => {
  await Promise.all(runners.map((runner) => runner.end()));
});

test.for([
  { name: "at first install", before: 0 },
  { name: "with pending files", before: 4 },
])(
  "twenty processes at once, $name: each file is applied once, and who waits finds it done",
  { timeout: 120_000 },
  async ({ before }) => {
    await using empty = await emptyDatabase();
    await using db = await openDatabase(empty.options);
    if (before > 0) await migrateUp(db, files, { to: String(before) });

    for (const runner of runners) runner.lines.length = 0;
    for (const runner of runners) runner.begin({ database: empty.options, sample: "outside" });
    await expect
      .poll(() => runners.filter(({ lines }) => lines.at(-1) === "done").length, {
        timeout: 110_000,
      })
      .toBe(20);
    const { state, recorded } = await migrationStatus(db, files);
    expect(state).toBe("current");
    const applied = runners.flatMap(({ lines }) =>
      lines.filter((line) => line.startsWith("applied ")),
    );
    expect(applied.toSorted()).toEqual(
      recorded.slice(before).map(({ version }) => `applied ${version}`),
    );

    await using alone = await emptyDatabase();
    await using undisturbed = await openDatabase(alone.options);
    await migrateUp(undisturbed, files);
    expect(await dump(db)).toEqual(await dump(undisturbed));
  },
);
