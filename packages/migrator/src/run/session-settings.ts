import type { Engine } from "@handsfree/query";
import { type Kysely, sql } from "kysely";

/**
 * Does the work, and then takes back what it has SET on its connection of PostgreSQL's pool: a
 * `search_path` of pg_dump, say, would be there for whoever gets the connection next. DuckDB's settings are
 * of the database or of the one connection that writes, and stay as the file has set them.
 */
export async function keepSessionSettings<DB, T>(
  connection: Kysely<DB>,
  engine: Engine,
  work: () => Promise<T>,
): Promise<T> {
  if (engine === "duckdb") return work();
  const before = await sessionSettings(connection);
  try {
    return await work();
  } finally {
    await restore(connection, before).catch(() => undefined);
  }
}

/** What differs from what a new connection has, by name. */
async function sessionSettings<DB>(connection: Kysely<DB>): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; value: string }>`
    select name, current_setting(name) as value from pg_catalog.pg_settings where source = 'session'
  `.execute(connection);
  return new Map(rows.map(({ name, value }) => [name, value]));
}

async function restore<DB>(connection: Kysely<DB>, before: Map<string, string>): Promise<void> {
  // First, since it may take away the right to the rest. It is not among the settings.
  await sql`reset role`.execute(connection);
  const after = await sessionSettings(connection);
  for (const [name, value] of after) {
    const old = before.get(name);
    if (old === undefined) await sql`reset ${sql.id(name)}`.execute(connection);
    else if (old !== value)
      await sql`select pg_catalog.set_config(${name}, ${old}, false)`.execute(connection);
  }
  for (const [name, value] of before) {
    if (!after.has(name))
      await sql`select pg_catalog.set_config(${name}, ${value}, false)`.execute(connection);
  }
}
