import { DuckDBTypeId } from "@duckdb/node-api";

/** A key as it is read back: a UUID may be spelt in capitals, and is returned without. */
export function keyText(key: string, type: DuckDBTypeId): string {
  return type === DuckDBTypeId.UUID ? key.toLowerCase() : key;
}
