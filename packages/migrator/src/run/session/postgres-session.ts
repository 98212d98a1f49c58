import { type Kysely, sql, type Transaction } from "kysely";
import type { SessionState } from "./session-state.ts";

export async function readPostgresSession<DB>(connection: Kysely<DB>): Promise<SessionState<DB>> {
  const settings = await readSettings(connection);
  return {
    enter: (transaction) => becomeLogin(transaction, settings.get("role") ?? "none"),
    // SET LOCAL ends with its transaction.
    leave: () => Promise.resolve(),
    restore: () => restore(connection, settings),
  };
}

/** The session's settings by name, and its role. */
async function readSettings<DB>(connection: Kysely<DB>): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; value: string }>`
    select name, current_setting(name) as value from pg_catalog.pg_settings where source = 'session'
    union all select 'role', current_setting('role')`.execute(connection);
  return new Map(rows.map(({ name, value }) => [name, value]));
}

async function becomeLogin<DB>(transaction: Transaction<DB>, role: string): Promise<void> {
  // Deferred constraints come first: they must run with the file's settings.
  await sql`
    set constraints all immediate;
    set local session authorization default;
    select pg_catalog.set_config('role', ${sql.lit(role)}, true) as role,
      pg_catalog.set_config('statement_timeout', '0', true) as statement_timeout,
      pg_catalog.set_config('lock_timeout', '0', true) as lock_timeout`.execute(transaction);
}

async function restore<DB>(
  connection: Kysely<DB>,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  // This comes first, since the timeout could end the rest.
  await sql`reset statement_timeout`.execute(connection);
  // Resets session authorization, role, settings, temporary tables, cursors, LISTEN and advisory locks.
  await sql`discard all`.execute(connection);
  const settings = Array.from(
    before,
    ([name, value]) => sql`pg_catalog.set_config(${name}, ${value}, false) as ${sql.id(name)}`,
  );
  await sql`select ${sql.join(settings)}`.execute(connection);
}
