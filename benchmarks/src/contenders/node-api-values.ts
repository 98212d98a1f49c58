import {
  blobValue,
  type DuckDBUUIDValue,
  type DuckDBValue,
  timestampTZValue,
  uuidValue,
} from "@duckdb/node-api";

/** Converts a value to its column's type. For any other type DuckDB plans the statement again at each run. */
export function bindable(value: string | Date | Uint8Array): DuckDBValue {
  if (value instanceof Date) return timestampTZValue(BigInt(value.getTime()) * 1000n);
  return typeof value === "string" ? value : blobValue(value);
}

export function uuid(text: string): DuckDBUUIDValue {
  return uuidValue(BigInt(`0x${text.replaceAll("-", "")}`));
}
