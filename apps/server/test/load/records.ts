import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { openTestDatabase } from "@handsfree/testkit";
import type { Kysely } from "kysely";

/** The database of a server under load, which the test opens before and after. */
export interface Records {
  /** The settings of the server. */
  readonly settings: Readonly<Record<string, string>>;
  open(): Promise<Kysely<Database>>;
}

/** The records in a DuckDB file, which only one process can open. */
export function recordsInFile(folder: string): Records {
  const path = join(folder, "x.db");
  return { settings: { DUCKDB_PATH: path }, open: () => openTestDatabase(path) };
}

/** The records in a migrated PostgreSQL database. The key of the first admin goes into the folder. */
export function recordsAt(url: string, folder: string): Records {
  return {
    settings: { DATABASE_URL: url, ADMIN_KEY_FILE: join(folder, "x.admin-key") },
    open: () => openDatabase({ url, poolSize: 4 }),
  };
}
