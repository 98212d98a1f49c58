import { InvalidInputError } from "../../errors.ts";

/** Resources of the DuckDB engine. The defaults were measured; see the package's README. */
export interface DuckDbSettings {
  /** The number of threads for one statement. Default 1, which is fastest for small statements. */
  readonly threads?: number;
  /**
   * The most memory for DuckDB's buffers, in bytes. Default 80 percent of the machine's memory. It holds
   * the indexes of the tables: below their size, writes fail with `out_of_resources`.
   */
  readonly memoryLimit?: number;
  /**
   * The size of the log (WAL) at which it is written into the file, in bytes. Default 32 MiB. Larger
   * logs are written less often; after a crash, opening the file takes longer, by about 1 s each 32 MiB.
   */
  readonly checkpointThreshold?: number;
  /**
   * Whether closing the database keeps DuckDB's instance, for the next file of this process with the same settings. For
   * tests that open a database each: they spend about a third of their time on making and ending instances. What raw
   * statements changed or made outside of the file lasts. Default false.
   */
  readonly keepsInstance?: boolean;
}

const mebibyte = 1024 * 1024;

/**
 * The size of the blocks of a new file, in bytes; an existing file keeps its own. Until a checkpoint, each column of
 * the new rows of a row group fills whole blocks in memory, and so do its marks of nulls. With DuckDB's 256 KiB, 32 MiB
 * of the log took 140 MB in memory instead of 50, and an insert cost 5 % more of the processor. Smaller blocks than
 * these save little more.
 */
const blockSize = 64 * 1024;

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
    // A statement that needs an extension must fail instead of downloading it.
    autoinstall_known_extensions: "false",
    threads: String(threads),
    checkpoint_threshold: `${checkpointThreshold}B`,
    default_block_size: String(blockSize),
    // The most keys of one statement that are looked up in an index; more are found by a scan.
    dynamic_or_filter_threshold: "1000",
    ...(memoryLimit === undefined ? {} : { memory_limit: `${memoryLimit}B` }),
  };
}

function requireWhole(field: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InvalidInputError(field, `is ${value}; give a whole number from ${least}`);
  }
}
