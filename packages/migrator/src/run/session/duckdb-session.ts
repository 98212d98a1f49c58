import { type Kysely, sql, type Transaction } from "kysely";
import type { Migration } from "../../files/migration.ts";
import type { SessionState } from "./session-state.ts";

/** Session and process state that a file can change. */
interface SessionSnapshot {
  /** The settings by name, without the search path. */
  readonly settings: ReadonlyMap<string, string>;
  readonly path: string;
  readonly variables: ReadonlySet<string>;
  /** Each as in DROP: its kind and its name. */
  readonly temporary: ReadonlySet<string>;
  readonly attached: ReadonlySet<string>;
}

export async function readDuckDbSession<DB>(
  connection: Kysely<DB>,
  { statements }: Migration,
): Promise<SessionState<DB>> {
  // Reading the state costs more than most files.
  if (statements.every(({ text }) => keepsSession(text))) {
    return { enter: nothing, leave: nothing, restore: nothing };
  }
  // A transaction runs where the file runs; a single SELECT may use another connection.
  const before = await connection.transaction().execute(readSnapshot);
  let ofFile = before.path;
  return {
    enter: async (transaction) => {
      ofFile = await readPath(transaction);
      await setPath(transaction, before.path);
    },
    leave: async () => {
      if (ofFile === before.path) return;
      // The schema may no longer exist.
      await connection
        .transaction()
        .execute((transaction) => setPath(transaction, ofFile))
        .catch(() => undefined);
    },
    restore: () => restore(connection, before),
  };
}

const nothing = (): Promise<void> => Promise.resolve();

const definesOrChanges =
  /^(?:alter|comment|create|delete|drop|insert|select|truncate|update|with)\b(?![^]*\btemp(?:orary)?\b)/i;

/**
 * Whether a statement cannot change the session: DuckDB's functions cannot, and these statements only can with
 * temporary objects.
 */
function keepsSession(statement: string): boolean {
  return definesOrChanges.test(statement);
}

async function readSnapshot<DB>(transaction: Transaction<DB>): Promise<SessionSnapshot> {
  const path = await readPath(transaction);
  const { rows } = await sql<{ kind: string; name: string; value: string }>`
    select 'setting' as kind, name, value from duckdb_settings()
      where name not in ('schema', 'search_path') and value is not null
    union all select 'variable', name, null from duckdb_variables()
    union all select 'temporary', table_name, 'table' from duckdb_tables() where temporary
    union all select 'temporary', view_name, 'view' from duckdb_views() where temporary and not internal
    union all select 'temporary', sequence_name, 'sequence' from duckdb_sequences() where temporary
    union all select 'temporary', type_name, 'type' from duckdb_types()
      where database_name = 'temp' and not internal
    union all select distinct 'temporary', function_name, if(function_type = 'table_macro', 'macro table', 'macro')
      from duckdb_functions() where database_name = 'temp' and not internal
    union all select 'attached', database_name, null from duckdb_databases() where not internal
  `.execute(transaction);
  const of = (kind: string): Map<string, string> =>
    new Map(rows.flatMap((row) => (row.kind === kind ? [[row.name, row.value]] : [])));
  return {
    path,
    settings: of("setting"),
    variables: new Set(of("variable").keys()),
    temporary: new Set(
      rows.flatMap((row) =>
        row.kind === "temporary" ? [`${row.value} temp.main.${quote(row.name)}`] : [],
      ),
    ),
    attached: new Set(of("attached").keys()),
  };
}

async function readPath<DB>(transaction: Transaction<DB>): Promise<string> {
  const { rows } = await sql<{ path: string }>`
    select current_setting('search_path') as path`.execute(transaction);
  return rows[0]?.path ?? "";
}

async function setPath<DB>(transaction: Transaction<DB>, path: string): Promise<void> {
  await sql`set search_path = ${sql.lit(path)}`.execute(transaction);
}

async function restore<DB>(connection: Kysely<DB>, before: SessionSnapshot): Promise<void> {
  const after = await connection.transaction().execute(async (transaction) => {
    await setPath(transaction, before.path);
    return readSnapshot(transaction);
  });
  for (const statement of differences(before, after)) {
    // Some settings cannot be changed while the database runs, or only once.
    await connection
      .transaction()
      .execute((transaction) => sql.raw(statement).execute(transaction))
      .catch(() => undefined);
  }
}

function* differences(before: SessionSnapshot, after: SessionSnapshot): Generator<string> {
  for (const [name, value] of after.settings) {
    const old = before.settings.get(name);
    if (old === undefined || old === "null") yield `reset ${quote(name)}`;
    else if (old !== value) yield `set ${quote(name)} = '${old.replaceAll("'", "''")}'`;
  }
  for (const name of after.variables) {
    if (!before.variables.has(name)) yield `reset variable ${quote(name)}`;
  }
  for (const object of after.temporary) {
    if (!before.temporary.has(object)) yield `drop ${object} cascade`;
  }
  for (const name of after.attached) {
    if (!before.attached.has(name)) yield `detach ${quote(name)}`;
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
