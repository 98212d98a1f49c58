import { randomUUID } from "node:crypto";
import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";

const template = "handsfree_template";

/** Creates the migrated database that tests copy. */
export async function createTemplate(serverUrl: string): Promise<void> {
  await using server = await openDatabase({ url: serverUrl, poolSize: 1 });
  await sql`create database ${sql.id(template)}`.execute(server);
  {
    await using db = await openDatabase({ url: urlOf(serverUrl, template) });
    await migrateUp(db, await readMigrations(migrationsDirectory));
  }
  // A database with a connection cannot be copied, and the server's own processes connect to it at times.
  await sql`alter database ${sql.id(template)} allow_connections false`.execute(server);
}

/** A database that is dropped after its scope has ended. */
export interface TemporaryPostgres extends AsyncDisposable {
  readonly url: string;
}

/**
 * Creates a database, either migrated or empty.
 *
 * @param from the URL of another database that is copied instead. Nothing may be connected to it.
 */
export async function createPostgres(
  serverUrl: string,
  { migrated = true, from }: { readonly migrated?: boolean; readonly from?: string } = {},
): Promise<TemporaryPostgres> {
  const name = `test_${randomUUID()}`;
  const source = sql.id(
    from?.slice(from.lastIndexOf("/") + 1) ?? (migrated ? template : "template1"),
  );
  await using server = await openDatabase({ url: serverUrl, poolSize: 1 });
  await sql`create database ${sql.id(name)} template ${source} strategy file_copy`.execute(server);
  for (const done of left.splice(0)) {
    await sql`drop database if exists ${sql.id(done)} with (force)`.execute(server);
  }
  return {
    url: urlOf(serverUrl, name),
    [Symbol.asyncDispose]: async () => void left.push(name),
  };
}

/**
 * Databases that tests no longer use. They are dropped when the next one is created, and the last ones go with the
 * server. A drop at once would wait 100 ms for connections that are about to end.
 */
const left: string[] = [];

/** Opens a new migrated database, or a copy of another one, which is dropped after it is closed. */
export async function openPostgres(serverUrl: string, from?: string): Promise<Kysely<Database>> {
  const temporary = await createPostgres(serverUrl, from === undefined ? {} : { from });
  const db = await openDatabase({ url: temporary.url });
  const close = db.destroy.bind(db);
  db.destroy = async () => {
    await close();
    await temporary[Symbol.asyncDispose]();
  };
  return db;
}

function urlOf(serverUrl: string, name: string): string {
  return new URL(`/${name}`, serverUrl).href;
}
