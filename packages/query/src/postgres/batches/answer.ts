import type { QueryResult } from "kysely";

/**
 * Makes the result of one statement of a batch. It throws if a value cannot be read, which is then an error of that
 * statement alone: the batch has run.
 */
export type Answer = () => QueryResult<unknown>;
