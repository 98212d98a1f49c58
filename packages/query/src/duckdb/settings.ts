import { InvalidInputError } from "../errors.ts";

/** What the DuckDB engine may use. The defaults were measured; see the package's README. */
export interface DuckDbSettings {
  /** How many threads one statement may be split over. Default 1: small statements are quicker so. */
  readonly threads?: number;
  /**
   * The most memory of DuckDB's own buffers, in bytes. Default 80 percent of the machine's, as DuckDB has
   * it. The indexes of the tables live in it: below their size, writes fail with `out_of_resources`.
   */
  readonly memoryLimit?: number;
  /**
   * How large the log (WAL) grows before it is written into the file, in bytes. Default 32 MiB. Larger
   * logs are written less often; after a crash, opening the file takes longer, by about 1 s each 32 MiB.
   */
  readonly checkpointThreshold?: number;
}

const mebibyte = 1024 * 1024;

/** @throws {InvalidInputError} naming the setting that cannot be used. */
export function toConfiguration({
  threads = 1,
  memoryLimit,
  checkpointThreshold = 32 * mebibyte,
}: DuckDbSettings): Record<string, string> {
  requireWhole("duckdb.threads", threads, 1);
  requireWhole("duckdb.checkpointThreshold", checkpointThreshold, mebibyte);
  if (memoryLimit !== undefined) requireWhole("duckdb.memoryLimit", memoryLimit, 16 * mebibyte);
  return {
    // Extensions are downloads; what is not built in must fail, not fetch.
    autoinstall_known_extensions: "false",
    threads: String(threads),
    checkpoint_threshold: `${checkpointThreshold}B`,
    // Up to so many keys of one statement are looked up in the index, beyond that by a scan.
    dynamic_or_filter_threshold: "1000",
    ...(memoryLimit === undefined ? {} : { memory_limit: `${memoryLimit}B` }),
  };
}

function requireWhole(field: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InvalidInputError(field, `is ${value}; give a whole number from ${least}`);
  }
}
