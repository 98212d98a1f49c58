import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { createUser } from "../../src/entries/identity.ts";
import { IdempotentRequests } from "../../src/entries/idempotency.ts";
import { request } from "./request.ts";

/** Carries a request out, and is killed before the answer is kept. */
const [path = "", userId = ""] = process.argv.slice(2);
const db: Kysely<Database> = await openDatabase({ path });
await new IdempotentRequests(db).begin(request);
await createUser(db, { id: userId });
process.kill(process.pid, "SIGKILL");
