import type { Context } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";

/** How long a measurement of the database is answered again, in milliseconds. */
export const keptFor = 10_000;
/** How long it may take, in milliseconds. Prometheus waits 10 s by default. */
export const timeLimit = 5000;

/** The dependencies of measurements of the database. */
export interface Measured {
  readonly db: Kysely<Database>;
  readonly context: Context;
  /** Is told why a measurement failed. */
  readonly onFailure: (error: unknown) => void;
}
