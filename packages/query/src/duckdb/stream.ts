import type { CompiledQuery, QueryResult } from "kysely";
import { DatabaseError, HandsFreeError, InvalidInputError } from "../errors.ts";
import { throwIfStopped } from "../stop-source.ts";
import type { ReadTransaction } from "./read-transactions.ts";
import { chunkReader } from "./result.ts";

/** @throws {DatabaseError} `invalid_query` for a write, which would be out of its turn on a connection of its own. */
export function requireStreamable(query: CompiledQuery, chunkSize: number): void {
  if (query.query.kind !== "SelectQueryNode") {
    throw new DatabaseError("invalid_query", "only a SELECT can be streamed; execute this instead");
  }
  if (!Number.isInteger(chunkSize) || chunkSize < 1) {
    throw new InvalidInputError("chunkSize", `is ${chunkSize}; give a whole number from 1`);
  }
}

/** Rows as they are asked for, so many at a time: the engine computes what is taken, and little ahead. */
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

/** The connection is held for each step only, and with it one of the threads. */
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
  await requireWhole(() => session().run({ sql: "SELECT 1", parameters: [] }, signal));
}

/**
 * The driver gives no error of a row that cannot be computed: such a stream ends as one that is complete.
 * But its transaction is aborted, which the next statement tells.
 */
async function requireWhole(look: () => Promise<unknown>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof HandsFreeError) || error.code !== "transaction_aborted") throw error;
    throw new DatabaseError(
      "query_failed",
      "a stream broke off at a row that cannot be computed; execute the query without streaming to see why",
      { cause: error },
    );
  }
}
