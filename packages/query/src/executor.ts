import type { Kysely, Transaction } from "kysely";

/** The database, or an open transaction on it. */
export type Executor<DB> = Kysely<DB> | Transaction<DB>;
