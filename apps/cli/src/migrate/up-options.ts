import type { MigrateOptions } from "./files.ts";

/** The options of `migrate up`. */
export interface UpOptions extends MigrateOptions {
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly allowChanged?: boolean;
}
