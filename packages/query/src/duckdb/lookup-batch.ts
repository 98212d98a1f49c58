import { DuckDBTypeId } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import { encodeColumn, UnlikeColumnError, unnested } from "./column-values.ts";
import { keyText } from "./key-text.ts";
import { keyName, type LookupShape } from "./lookup-shape.ts";
import type { Session } from "./session.ts";

/**
 * Look-ups of one shape as one statement, which costs little more than one of them: DuckDB plans each
 * SELECT again for its parameter, and that is most of its time.
 *
 * @returns each one's rows, in their order.
 * @throws where they cannot be told apart; then each must run alone.
 */
export async function runLookups(
  session: Session,
  shape: LookupShape,
  queries: readonly CompiledQuery[],
): Promise<QueryResult<unknown>[]> {
  const [type] = await session.parameterTypes(shape.sql);
  if (type?.typeId !== DuckDBTypeId.VARCHAR && type?.typeId !== DuckDBTypeId.UUID) {
    throw new UnlikeColumnError();
  }
  const { typeId } = type;
  const keys = queries.map(({ parameters: [key] }) =>
    typeof key === "string" ? keyText(key, typeId) : undefined,
  );
  const asked = new Set(keys.filter((key) => key !== undefined));
  const list = encodeColumn([...asked], type);
  const { rows } = await session.runBound<Record<string, unknown>>(
    `${shape.batchSql}${unnested(list)})`,
    [list],
  );
  const byKey = new Map<unknown, Record<string, unknown>[]>();
  for (const { [keyName]: key, ...row } of rows) {
    // A column may call equal what is spelt in another way.
    if (!asked.has(key as string)) throw new UnlikeColumnError();
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return keys.map((key) => {
    const own = (byKey.get(key) ?? []).map((row) => ({ ...row }));
    return { rows: own };
  });
}
