import { sql } from "kysely";
import { openDatabase } from "../../src/index.ts";

/** Writes rows into the file and then, each with a commit, into the log, and is gone without closing. */
const [path = "", inFile = "", inLog = ""] = process.argv.slice(2);
const db = await openDatabase({ path });
await sql`create table notes (id int primary key, body text)`.execute(db);
await sql`insert into notes select i, repeat(md5(i::text), 20) from range(${sql.raw(inFile)}) r(i)`.execute(
  db,
);
await sql`checkpoint`.execute(db);
for (let id = 0; id < Number(inLog); id++) {
  await sql`insert into notes values (${sql.raw(String(1_000_000 + id))}, 'in the log alone')`.execute(
    db,
  );
}
await new Promise((resolve) => process.stdout.write("written\n", resolve));
process.kill(process.pid, "SIGKILL");
