import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import {
  openTestDatabase,
  temporaryDirectory,
  temporaryPostgres,
  TestClock,
} from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { inject } from "vitest";
import { Callers } from "./callers.ts";

/**
 * How many connections each of the four databases has. With one each there are four in all; with more, callers of
 * one database are in each other's way as well. On DuckDB they share an engine, which has one writer.
 */
export const poolSizes: readonly number[] = inject("engine") === "postgres" ? [1, 10] : [1];

/** Four databases, opened apart, on one file or one server: as four programs have them. */
export async function openFour(poolSize: number): Promise<Callers & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const options =
    inject("engine") === "postgres"
      ? { url: opened.use(await temporaryPostgres()).url, poolSize }
      : { path: await migratedFile(opened) };
  const databases: Kysely<Database>[] = [];
  for (let n = 0; n < 4; n++) databases.push(opened.use(await openDatabase(options)));
  const kept = opened.move();
  return Object.assign(new Callers(databases, new TestClock()), {
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  });
}

async function migratedFile(opened: AsyncDisposableStack): Promise<string> {
  const path = join(opened.use(await temporaryDirectory()).path, "handsfree.duckdb");
  await using _migrated = await openTestDatabase(path);
  return path;
}
