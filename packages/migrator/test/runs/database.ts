import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase, type OpenDatabaseOptions } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { inject } from "vitest";
import type { MigrationFile } from "../../src/index.ts";
import { engine } from "../sql-engines.ts";

/** Where a database without tables is, until its scope ends. */
interface EmptyDatabase extends AsyncDisposable {
  readonly options: OpenDatabaseOptions;
}

/** One that processes can be given, and that can be opened again: a file, or one of the server's. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  if (engine === "duckdb") {
    const directory = await mkdtemp(join(tmpdir(), "handsfree-migrator-"));
    return {
      options: { path: join(directory, "test.db") },
      [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
    };
  }
  const server = inject("postgresUrl");
  const name = `migrator_${randomUUID()}`;
  const onServer = async (statement: string): Promise<void> => {
    await using db = await openDatabase({ url: server, poolSize: 1 });
    await sql.raw(statement).execute(db);
  };
  await onServer(`create database "${name}" strategy file_copy`);
  return {
    options: { url: new URL(`/${name}`, server).href },
    [Symbol.asyncDispose]: () => onServer(`drop database "${name}" with (force)`),
  };
}

/** What the migrator reads from a folder, made by hand. */
export function files(contents: Readonly<Record<string, string>>): MigrationFile[] {
  return Object.entries(contents).map(([file, text]) => ({ file, sql: text }));
}

/** The names of the tables, without those of the migrator. */
export async function tablesOf<DB>(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_name not like 'schema_migrations%'
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** The rows of any table, in order. */
export async function rowsOf<DB>(db: Kysely<DB>, table: string): Promise<unknown[]> {
  return (await sql`select * from ${sql.table(table)} order by 1`.execute(db)).rows;
}

/** Runs statements one by one. */
export async function run<DB>(db: Kysely<DB>, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}
