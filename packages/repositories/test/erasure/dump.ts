import type { Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";

/** Every value of every column of every table, as text, in lower case; bytes as the text that they are. */
export async function dumpDatabase(db: Kysely<Database>): Promise<string> {
  const tables = await db.introspection.getTables();
  const names = tables.map(({ name }) => name).filter((name) => !name.startsWith("schema_"));
  const values: string[] = [];
  for (const name of names) {
    const rows = await db
      .selectFrom(sql<object>`${sql.table(name)}`.as("dumped"))
      .selectAll()
      .execute();
    for (const row of rows) values.push(...Object.values(row).map(toText));
  }
  return values.join("\n").toLowerCase();
}

function toText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return value instanceof Date ? value.toISOString() : String(value);
}
