import type { OpenDatabaseOptions } from "@handsfree/query";
import type { MigrateUpOptions } from "../../src/index.ts";

/** What a runner is told to do, in JSON. */
export interface Job extends Pick<MigrateUpOptions, "lock" | "to"> {
  readonly database: OpenDatabaseOptions;
  /** A name that `sampleFiles` knows. */
  readonly sample: string;
}
