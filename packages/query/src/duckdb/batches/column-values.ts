import { DuckDBListValue, type DuckDBType, DuckDBTypeId, LIST, VARCHAR } from "@duckdb/node-api";
import { type Bound, encodeParameter } from "../values/encode.ts";

/**
 * Thrown for a value that the engine would have to cast. Its statement must run alone, as it was written:
 * a list would truncate the value, and a key would be compared with another type.
 */
export class UnlikeColumnError extends Error {
  constructor() {
    super("a value is not of its column's type");
  }
}

/** @throws {UnlikeColumnError} if the value does not have its column's type already. */
export function encodeAs(value: unknown, type: DuckDBType | undefined): Bound {
  const encoded = encodeParameter(value, type);
  if (type === undefined || encoded.type?.typeId !== type.typeId) throw new UnlikeColumnError();
  return { value: encoded.value, type: textOrItself(type) };
}

/** Encodes the values of one column as one parameter, a list. */
export function encodeColumn(values: readonly unknown[], type: DuckDBType | undefined): Bound {
  const items = values.map((value) => encodeAs(value, type).value);
  if (type === undefined) throw new UnlikeColumnError();
  return { value: new DuckDBListValue(items), type: LIST(textOrItself(type)) };
}

/** DuckDB does not validate a parameter of type JSON, so JSON is bound as text. */
function textOrItself(type: DuckDBType): DuckDBType {
  return type.typeId === DuckDBTypeId.VARCHAR ? VARCHAR : type;
}

/** A placeholder with its type. DuckDB plans a statement again at each run if it cannot infer a type. */
export function placeholder({ type }: Bound): string {
  return `?::${type.toString()}`;
}

/** A placeholder for a list, with one row an item. */
export function unnested(list: Bound): string {
  return `unnest(${placeholder(list)})`;
}
