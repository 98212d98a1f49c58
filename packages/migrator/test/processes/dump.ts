import { engineOf } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { dumpSchema, readSchema } from "../../src/index.ts";

/** The schema, every row and the history, the time of the migrations aside. */
export async function dump<DB>(db: Kysely<DB>): Promise<Readonly<Record<string, unknown>>> {
  const query = async (text: string): Promise<unknown[]> => (await sql.raw(text).execute(db)).rows;
  const schema = await readSchema(db);
  const rows: Record<string, unknown> = {};
  for (const { name } of schema.tables) {
    rows[name] = await query(
      `select count(*) as n, min(row_text) as first, max(row_text) as last, sum(length(row_text)) as length,
         ${engineOf(db) === "duckdb" ? "bit_xor(hash(row_text))" : "sum(hashtext(row_text)::bigint)"}::text as hash
       from (select ${name}::text as row_text from ${name}) as texts`,
    );
  }
  return {
    rows,
    schema: dumpSchema(schema),
    history: await query(
      "select version, checksum, state, statement, error from schema_migrations order by 1",
    ),
  };
}
