import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type DuckDBMaterializedResult, ResultReturnType } from "@duckdb/node-api";

/** About how many bytes of results may wait for a collection. One pauses for under a millisecond. */
const mostBytes = 8 * 1024 * 1024;

/** About the bytes of one column of a chunk: DuckDB makes room for 2048 values, of 12 bytes on average, even for one. */
const columnBytes = 2048 * 12;

let bytes = 0;
let collectYoung: (() => void) | undefined;

/**
 * Counts a statement's result, and collects garbage after some of them. The driver frees a result when its
 * JavaScript object is collected, but V8 does not see the memory behind it: after some thousand statements
 * hundreds of megabytes wait. The objects die young, so a minor collection is enough.
 */
export function countResult(result: DuckDBMaterializedResult): void {
  const { columnCount, chunkCount, returnType } = result;
  // The driver copies each chunk that is read.
  const copies = returnType === ResultReturnType.QUERY_RESULT ? 2 : 1;
  bytes += columnBytes * columnCount * Math.max(1, chunkCount) * copies;
  if (bytes < mostBytes) return;
  bytes = 0;
  collectYoung ??= exposeCollection();
  collectYoung();
}

/** The flag defines `gc` in new contexts only, so no other code sees it. */
function exposeCollection(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { type: "minor" }) => void;
  setFlagsFromString("--no-expose-gc");
  return () => collect({ type: "minor" });
}
