import { HandsFreeError } from "@handsfree/query";
import { type ControlledTransaction, type Kysely, sql } from "kysely";
import { openForMigrations } from "../../open-for-migrations.ts";
import { typeName } from "../../schema/type-names.ts";
import type { Refusal, Scratch } from "./scratch.ts";

/** Opens a DuckDB in memory that cannot reach files or the network. */
export async function openDuckDbScratch(): Promise<Scratch> {
  const database = (await openForMigrations({ path: ":memory:" })) as unknown as Kysely<unknown>;
  const { db, release } = await hold(database);
  await sql`set enable_external_access = false`.execute(db);
  await sql`create table schema_migrations (version int)`.execute(db);
  let transaction: ControlledTransaction<unknown> | undefined;
  const end = async (how: "commit" | "rollback"): Promise<void> => {
    const ended = transaction;
    transaction = undefined;
    if (ended === undefined) return;
    try {
      await ended[how]().execute();
    } catch (error) {
      // A failed commit does not return the connection.
      await ended.rollback().execute();
      throw error;
    }
  };
  const attempt = async (work: () => Promise<unknown>): Promise<Refusal | undefined> => {
    try {
      await work();
      return undefined;
    } catch (error) {
      return refusalOf(error);
    }
  };
  return {
    engine: "duckdb",
    async begin() {
      transaction = await db.startTransaction().execute();
      await sql`insert into schema_migrations values (0)`.execute(transaction);
    },
    commit: () => attempt(() => end("commit")),
    rollback: () => end("rollback"),
    run: (statement) => attempt(() => sql.raw(statement).execute(transaction ?? db)),
    supply: async () => false,
    resetSession: async () => void (await sql`use memory.main`.execute(db)),
    async columns(table) {
      // DESCRIBE of a missing table would abort the transaction.
      const [name = "", schema = "main"] = table.split(".").toReversed();
      const { rows } = await sql<{ name: string; type: string }>`
        select column_name as name, data_type as type from duckdb_columns()
        where lower(table_name) = lower(${name}) and lower(schema_name) = lower(${schema})
        order by column_index`.execute(transaction ?? db);
      return rows.length === 0
        ? undefined
        : new Map(rows.map((row) => [row.name, typeName(row.type)]));
    },
    tryActions: async () => [],
    [Symbol.asyncDispose]: async () => {
      await end("rollback");
      await release();
      await database.destroy();
    },
  };
}

/** Holds one connection, so that a session setting of a file applies to its next statement. */
async function hold<DB>(
  database: Kysely<DB>,
): Promise<{ readonly db: Kysely<DB>; readonly release: () => Promise<void> }> {
  const got = Promise.withResolvers<Kysely<DB>>();
  const done = Promise.withResolvers<void>();
  const held = database.connection().execute(async (connection) => {
    got.resolve(connection);
    await done.promise;
  });
  held.catch(got.reject);
  const release = async (): Promise<void> => {
    done.resolve();
    await held;
  };
  return { db: await got.promise, release };
}

const missing =
  /^(?:Catalog|Binder) Error: (?:(?:Table|View|Index|Sequence|Schema)\b.* does not exist|Referenced column|Table .* does not have a column)/;

/** DuckDB's errors have no code: the text begins with the kind. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof HandsFreeError)) throw error;
  const said = error.cause instanceof Error ? error.cause.message : error.message;
  const [message = said] = said.split("\n", 1);
  const line = /^LINE (?<line>\d+):/m.exec(said)?.groups?.line;
  return { kind: kindOf(message), message, line: line === undefined ? undefined : Number(line) };
}

function kindOf(message: string): Refusal["kind"] {
  if (/^TransactionContext Error: Cannot (?:FORCE )?CHECKPOINT/.test(message)) return "transaction";
  if (/^(?:Permission|IO|HTTP|Out of Memory) Error/.test(message)) return "unavailable";
  return missing.test(message) ? "missing" : "refused";
}
