import type { Kysely, Transaction } from "kysely";

/** What a query runs on: the database, or a transaction that is open. */
export type Executor<DB> = Kysely<DB> | Transaction<DB>;
