import type { CompiledQuery, QueryResult } from "kysely";
import { classifyError } from "./classify-error.ts";
import { decodeValue } from "./decode.ts";
import type { DuckDbEngine } from "./engine.ts";
import type { Session } from "./session.ts";

/**
 * Rows as they are asked for: the engine computes the next chunk only when the one before is taken. A
 * stream has a connection of its own, unless it is part of a transaction, and closes it however it ends.
 */
export async function* streamRows<Row>(
  engine: DuckDbEngine,
  transaction: Session | undefined,
  query: CompiledQuery,
  chunkSize: number,
): AsyncIterableIterator<QueryResult<Row>> {
  const session = transaction ?? (await engine.openSession());
  try {
    const result = await session.exclusively(() => session.stream(query));
    let rows: Row[] = [];
    for await (const chunk of result.yieldConvertedRowObjects<unknown>(decodeValue)) {
      rows.push(...(chunk as Row[]));
      while (rows.length >= chunkSize) {
        yield { rows: rows.slice(0, chunkSize) };
        rows = rows.slice(chunkSize);
      }
    }
    if (rows.length > 0) yield { rows };
  } catch (error) {
    throw classifyError(error);
  } finally {
    if (transaction === undefined) await session.close();
  }
}
