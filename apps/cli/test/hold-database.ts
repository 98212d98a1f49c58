import { openDatabase } from "@handsfree/query";
import { sql } from "kysely";

// Holds the file until standard input ends.
await using db = await openDatabase({ path: process.argv[2] ?? "" });
await sql`select 1`.execute(db);
process.stdout.write("open\n");
for await (const _chunk of process.stdin);
