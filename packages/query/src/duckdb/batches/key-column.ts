import { type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import type { KeyedRows } from "../session/result.ts";
import type { Session } from "../session/session.ts";
import { encodeColumn, UnlikeColumnError, unnested } from "./column-values.ts";
import type { SqlTemplate } from "../../batches/sql-template.ts";

/**
 * Keys as the engine returns them: a UUID may be written in capitals, and comes back without. A null is
 * undefined, since it equals nothing.
 *
 * @throws {UnlikeColumnError} where a key is not of its column's type, or the column is not TEXT or UUID.
 */
export function keyTexts(
  keys: readonly unknown[],
  type: DuckDBType | undefined,
): (string | undefined)[] {
  const isUuid = type?.typeId === DuckDBTypeId.UUID;
  if (!isUuid && type?.typeId !== DuckDBTypeId.VARCHAR) throw new UnlikeColumnError();
  return keys.map((key) => {
    if (key === null) return undefined;
    if (typeof key !== "string") throw new UnlikeColumnError();
    return isUuid ? key.toLowerCase() : key;
  });
}

/** The rows that have one of the keys, and the key of each. */
export function lookUpKeys(
  session: Session,
  lookup: SqlTemplate,
  keys: readonly string[],
  type: DuckDBType | undefined,
): Promise<KeyedRows> {
  const list = encodeColumn(keys, type);
  return session.lookUp(lookup(`in (select ${unnested(list)})`), [list]);
}
