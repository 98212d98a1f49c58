import { DuckDBListValue, type DuckDBType, DuckDBTypeId, LIST, VARCHAR } from "@duckdb/node-api";
import { type Bound, encodeParameter } from "../encode.ts";

/**
 * A value that the engine would have to cast. Such a statement runs as it was written: in a list the value
 * would be cut instead, and a key would be compared as what it is not.
 */
export class UnlikeColumnError extends Error {
  constructor() {
    super("a value is not of its column's type");
  }
}

/** @throws {UnlikeColumnError} where the value does not have its column's type already. */
export function encodeAs(value: unknown, type: DuckDBType | undefined): Bound {
  const encoded = encodeParameter(value, type);
  if (type === undefined || encoded.type?.typeId !== type.typeId) throw new UnlikeColumnError();
  return { value: encoded.value, type: textOrItself(type) };
}

/** One column of many rows as one parameter: a list. */
export function encodeColumn(values: readonly unknown[], type: DuckDBType | undefined): Bound {
  const items = values.map((value) => encodeAs(value, type).value);
  if (type === undefined) throw new UnlikeColumnError();
  return { value: new DuckDBListValue(items), type: LIST(textOrItself(type)) };
}

/** JSON is a text of another name; under its own name the engine would take it unread. */
function textOrItself(type: DuckDBType): DuckDBType {
  return type.typeId === DuckDBTypeId.VARCHAR ? VARCHAR : type;
}

/**
 * A placeholder that says its type. DuckDB plans a statement again at each run where it cannot know a
 * parameter's.
 */
export function placeholder({ type }: Bound): string {
  return `?::${type.toString()}`;
}

/** The same for a list, one row an item. */
export function unnested(list: Bound): string {
  return `unnest(${placeholder(list)})`;
}
