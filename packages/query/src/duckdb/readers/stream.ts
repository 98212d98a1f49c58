import type { CompiledQuery, QueryResult } from "kysely";
import { DatabaseError, HandsFreeError, InvalidInputError } from "../../errors.ts";
import { throwIfStopped } from "../../stop-source.ts";
import type { ReadTransaction } from "./read-transactions.ts";
import { chunkReader } from "../session/result.ts";

/** @throws {DatabaseError} `invalid_query` for a write, which would not wait for the writer. */
export function requireStreamable(query: CompiledQuery, chunkSize: number): void {
  if (query.query.kind !== "SelectQueryNode") {
    throw new DatabaseError("invalid_query", "only a SELECT can be streamed; execute this instead");
  }
  if (!Number.isInteger(chunkSize) || chunkSize < 1) {
    throw new InvalidInputError("chunkSize", `is ${chunkSize}; give a whole number from 1`);
  }
}

/** Yields rows in chunks. The engine computes little more than what is taken. */
export async function* streamRows<Row>(
  transaction: ReadTransaction,
  query: CompiledQuery,
  chunkSize: number,
): AsyncIterableIterator<QueryResult<Row>> {
  let rows: Row[] = [];
  for await (const chunk of readChunks<Row>(transaction, query)) {
    rows.push(...chunk);
    while (rows.length >= chunkSize) {
      yield { rows: rows.slice(0, chunkSize) };
      throwIfStopped(transaction.signal);
      rows = rows.slice(chunkSize);
    }
  }
  if (rows.length > 0) yield { rows };
}

/** Holds the connection, and a thread, only while it fetches a chunk. */
async function* readChunks<Row>(
  { session, signal }: ReadTransaction,
  query: CompiledQuery,
): AsyncIterableIterator<Row[]> {
  const result = await session().exclusively(() => session().stream(query), { signal });
  const toRows = chunkReader(result);
  for (;;) {
    const chunk = await session().exclusively(() => result.fetchChunk(), { signal });
    if (chunk === null || chunk.rowCount === 0) break;
    yield toRows(chunk) as Row[];
  }
  await requireWhole(() => session().execute("SELECT 1", signal));
}

/**
 * Refuses a stream that ended early. The driver reports no error for a row that cannot be computed, and the
 * stream ends as if complete. But its transaction is aborted, so the next statement fails.
 */
async function requireWhole(look: () => Promise<unknown>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof HandsFreeError) || error.code !== "transaction_aborted") throw error;
    throw new DatabaseError(
      "query_failed",
      "a stream ended at a row that cannot be computed; execute the query without streaming to see the reason",
      { cause: error },
    );
  }
}
