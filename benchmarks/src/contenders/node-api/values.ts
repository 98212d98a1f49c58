import {
  BIGINT,
  blobValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMPTZ,
  timestampTZValue,
  UUID,
  uuidValue,
  VARCHAR,
  BLOB,
} from "@duckdb/node-api";
import type { Bound } from "./connection.ts";

/** The types of the columns. JSON is bound as text. */
export type ColumnType =
  | "UUID"
  | "VARCHAR"
  | "TIMESTAMPTZ"
  | "INTEGER"
  | "BIGINT"
  | "FLOAT"
  | "BLOB";

const types: Readonly<Record<ColumnType, DuckDBType>> = {
  UUID,
  VARCHAR,
  TIMESTAMPTZ,
  INTEGER,
  BIGINT,
  FLOAT,
  BLOB,
};

export function bound(type: ColumnType, value: unknown): Bound {
  return { value: native(type, value), type: types[type] };
}

/** One parameter for the values of a column. */
export function boundList(type: ColumnType, values: readonly unknown[]): Bound {
  return {
    value: listValue(values.map((value) => native(type, value))),
    type: LIST(types[type]),
  };
}

function native(type: ColumnType, value: unknown): DuckDBValue {
  if (type === "UUID") return uuidValue(BigInt(`0x${String(value).replaceAll("-", "")}`));
  if (type === "TIMESTAMPTZ") return timestampTZValue(BigInt((value as Date).getTime()) * 1000n);
  if (type === "BIGINT") return BigInt(value as number);
  return type === "BLOB" ? blobValue(value as Uint8Array) : (value as DuckDBValue);
}
