// Callers that write until the process is killed; each acknowledgement is a line on stdout, which is
// a pipe and so written before the next step.
import { type Kysely, sql } from "kysely";
import { inTransaction, openDatabase } from "../../src/index.ts";
import { type Tables, bodyOf, schema } from "./tables.ts";

const [path = "", run = ""] = process.argv.slice(2);
const callers = 100;

const db = (await openDatabase({ path })) as unknown as Kysely<Tables>;
for (const statement of schema) await sql.raw(statement).execute(db);

async function write(caller: number, count: number): Promise<void> {
  const id = `${run}.${caller}.${count}`;
  const row = { id, body: bodyOf(id) };
  switch ((caller + count) % 3) {
    case 0:
      await db.insertInto("notes").values(row).execute();
      process.stdout.write(`note ${id}\n`);
      return;
    case 1: {
      // Each key has several that want it.
      const key = `${run}.${count}.${caller % 40}`;
      const won = await db
        .insertInto("claims")
        .values({ key, owner: id })
        .onConflict((oc) => oc.column("key").doNothing())
        .returning("owner")
        .execute();
      if (won.length > 0) process.stdout.write(`claim ${key} ${id}\n`);
      return;
    }
    default:
      await inTransaction(db, async (trx) => {
        await trx.insertInto("lefts").values(row).execute();
        await trx.insertInto("rights").values(row).execute();
      });
      process.stdout.write(`pair ${id}\n`);
  }
}

await Promise.all(
  Array.from({ length: callers }, async (_, caller) => {
    for (let count = 0; ; count++) await write(caller, count);
  }),
);
