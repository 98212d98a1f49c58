import { openDatabase, type OpenDatabaseOptions } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { expect, inject, test } from "vitest";
import { type MigrationProblemsError, migrateUp, repairMigrations } from "../../src/index.ts";
import { dump } from "../processes/dump.ts";
import { sampleFiles } from "../processes/sample-files.ts";
import { startRunner } from "../processes/start-runner.ts";
import { engine } from "../sql-engines.ts";
import { emptyDatabase, rejection } from "./database.ts";

const crashes = Number(process.env["HANDSFREE_CRASHES"] ?? (inject("depth") === "deep" ? 4 : 1));
/** A killed runner is followed soon, in milliseconds. */
const lock = { deadAfter: 300, heartbeatEvery: 50 };

async function undisturbed(sample: string): Promise<unknown> {
  await using empty = await emptyDatabase();
  await using db = await openDatabase(empty.options);
  await migrateUp(db, sampleFiles(sample));
  return await dump(db);
}

/**
 * A runner dies at some moment: so many milliseconds after one of the first lines of what it says. Undefined
 * when it ended before that.
 */
async function upAndDie(
  database: OpenDatabaseOptions,
  sample: string,
  lines: number,
): Promise<string | undefined> {
  const runner = await startRunner();
  runner.begin({ database, sample, lock });
  await runner.said(Math.floor(Math.random() * lines));
  const timer = setTimeout(() => runner.process.kill("SIGKILL"), Math.random() * 40);
  const { signal, errors } = await runner.end();
  clearTimeout(timer);
  expect(errors).toBe("");
  return signal === null ? undefined : (runner.lines.at(-1) ?? "at the start");
}

/** PostgreSQL ends what a dead client has asked for, before it notices. */
async function aloneOn(db: Kysely<unknown>): Promise<void> {
  if (engine === "duckdb") return;
  const others = sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
  await expect
    .poll(async () => (await others.execute(db)).rows[0]?.count, { timeout: 20_000 })
    .toBe(0);
}

test(
  `${engine}: ${crashes} times kill -9 during up, and the next up ends with the schema of an undisturbed run`,
  {
    timeout: 60_000 + crashes * 10_000,
  },
  async () => {
    const expected = await undisturbed("transactions");
    const moments: string[] = [];
    while (moments.length < crashes) {
      await using empty = await emptyDatabase();
      const moment = await upAndDie(empty.options, "transactions", 20);
      if (moment !== undefined) moments.push(moment);
      await using db = await openDatabase(empty.options);
      await migrateUp(db, sampleFiles("transactions"), { lock });
      expect(await dump(db)).toEqual(expected);
    }
    process.stdout.write(`${engine}, killed ${crashes} times, after: ${moments.join(", ")}\n`);
  },
);

test(
  `${engine}: killed outside a transaction it says so, and a repair lets the next up end the same way`,
  {
    timeout: 60_000 + crashes * 10_000,
  },
  async () => {
    const expected = await undisturbed("outside");
    let killed = 0;
    let repairs = 0;
    while (killed < crashes) {
      await using empty = await emptyDatabase();
      {
        await using db = await openDatabase(empty.options);
        await migrateUp(db, sampleFiles("outside"), { to: "10" });
      }
      if ((await upAndDie(empty.options, "outside", 7)) !== undefined) killed++;
      await using db = (await openDatabase(empty.options)) as unknown as Kysely<unknown>;
      const error = await rejection(migrateUp(db, sampleFiles("outside"), { lock }));
      // Nothing else may keep it from going on.
      const code = (error as Partial<MigrationProblemsError> | undefined)?.code;
      expect([undefined, "migration_needs_repair"]).toContain(code);
      if (error !== undefined) {
        await aloneOn(db);
        await repairMigrations(db, sampleFiles("outside"), { resumeAt: 1, lock });
        await migrateUp(db, sampleFiles("outside"), { lock });
        repairs++;
      }
      expect(await dump(db)).toEqual(expected);
    }
    process.stdout.write(
      `${engine}, killed ${crashes} times outside transactions: ${repairs} repairs\n`,
    );
  },
);
