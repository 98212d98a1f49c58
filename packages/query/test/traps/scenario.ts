// A scenario that needs a process of its own: it prints what happened as one line of JSON.
import { stat } from "node:fs/promises";
import { type Kysely, sql } from "kysely";
import { type Tables, drivers } from "./databases.ts";

const [driver, scenario, path = ":memory:"] = process.argv.slice(2);
const open = driver === "stock" ? drivers.stock : drivers.ours;

function slow(db: Kysely<Tables>): Promise<unknown> {
  const total = sql`(select sum(a.range + b.range) from range(9000) a, range(9000) b)::varchar`;
  return db.selectNoFrom(total.as("total")).execute();
}

const scenarios: Record<string, () => Promise<unknown>> = {
  async timeZone() {
    const db = await open();
    return (
      await sql`select date '2026-03-29' as day, timestamp '2026-03-29 02:30:00' as at`.execute(db)
    ).rows;
  },

  async openedTwice() {
    const made = await open(path);
    await sql`create table things (id int)`.execute(made);
    await made.destroy();
    const first = await open(path);
    const second = await open(path);
    for (let i = 0; i < 10; i++) {
      await sql`insert into things values (${i})`.execute(first);
      await sql`insert into things values (${100 + i})`.execute(second);
    }
    await first.destroy();
    await second.destroy();
    const again = await open(path);
    return (await sql<{ n: number }>`select count(*)::int as n from things`.execute(again)).rows[0]
      ?.n;
  },

  async closedWhileRunning() {
    const db = await open();
    let forgotten: Promise<unknown> | undefined;
    await db.connection().execute(async (connection) => {
      forgotten = slow(connection);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    const settled = forgotten?.then(
      () => "settled",
      () => "settled",
    );
    const { promise, resolve } = Promise.withResolvers<string>();
    setTimeout(() => resolve("never settled"), 5_000);
    return Promise.race([settled, promise]);
  },

  /** How much of the time of four slow queries a look at a file takes. */
  async fileAccess() {
    const db = await open();
    await sql`set threads = 1`.execute(db);
    const queries = Promise.all(Array.from({ length: 4 }, () => slow(db)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await stat(".");
    const looked = performance.now();
    await queries;
    return (looked - started) / (performance.now() - started);
  },
};

const result = await scenarios[scenario ?? ""]?.();
// A connection that was closed under its query can keep the process from ending by itself.
process.stdout.write(JSON.stringify(result ?? null), () => process.kill(process.pid, "SIGKILL"));
