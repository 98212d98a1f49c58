import type { PostgresQueryResult } from "kysely";
import type { CustomTypesConfig, FieldDef, QueryArrayConfig, QueryArrayResult } from "pg";
import { DatabaseError } from "../errors.ts";
import { inColumn, rowMaker } from "../named-rows.ts";
import { readList } from "./list.ts";
import { readTimestamp } from "./timestamp.ts";

type Decode = (text: string) => unknown;

/** Decoders by the OID of the type, which PostgreSQL never changes. Other types are read as text. */
const decoders: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [16, (text) => text === "t"], // bool
  [17, readBytes], // bytea
  [20, readInteger], // int8
  [21, Number], // int2
  [23, Number], // int4
  [26, Number], // oid
  // PostgreSQL writes floats as the shortest decimal that is still the same float.
  [700, Number], // float4
  [701, Number], // float8
  [1114, readTimestamp], // timestamp
  [1184, readTimestamp], // timestamptz
]);

/** The OIDs of list types, each with the OID of its items. */
const itemTypes: ReadonlyMap<number, number> = new Map([
  [199, 114], // json
  [1000, 16], // bool
  [1001, 17], // bytea
  [1003, 19], // name
  [1005, 21], // int2
  [1007, 23], // int4
  [1009, 25], // text
  [1014, 1042], // bpchar
  [1015, 1043], // varchar
  [1016, 20], // int8
  [1021, 700], // float4
  [1022, 701], // float8
  [1028, 26], // oid
  [1115, 1114], // timestamp
  [1182, 1082], // date
  [1183, 1083], // time
  [1185, 1184], // timestamptz
  [1187, 1186], // interval
  [1231, 1700], // numeric
  [1270, 1266], // timetz
  [2951, 2950], // uuid
  [3807, 3802], // jsonb
]);

const asText: Decode = (text) => text;

/** Makes `pg` leave values as text, independently of other users of `pg` in the process. */
const textOnly: CustomTypesConfig = { getTypeParser: () => asText };

/** The options of a statement whose result `toQueryResult` reads. */
export const undecoded: Pick<QueryArrayConfig, "rowMode" | "types"> = {
  rowMode: "array",
  types: textOnly,
};

/** The result of a statement, with the server's texts as its values. */
export type TextResult = QueryArrayResult<(string | null)[]>;

/** Converts the result of a statement. @throws {DatabaseError} as `rowDecoder`. */
export function toQueryResult({
  command,
  rowCount,
  fields,
  rows,
}: TextResult): PostgresQueryResult<unknown> {
  return {
    command: command as PostgresQueryResult<unknown>["command"],
    rowCount: rowCount ?? 0,
    rows: rows.map(rowDecoder(fields)),
  };
}

/**
 * Makes a function that converts rows with these fields first. Values have the same form as on DuckDB: UUID, NUMERIC,
 * DATE, TIME and INTERVAL are text; TIMESTAMPTZ (and TIMESTAMP, read as UTC) is a Date, rounded down to its millisecond;
 * an integer is a number; BYTEA is a Uint8Array; JSON is its text; a list is an array.
 *
 * @throws {DatabaseError} `invalid_query` for a repeated name. The function throws `invalid_value`, with the column's
 *   name, for a value that JavaScript cannot hold.
 */
export function rowDecoder(
  fields: readonly FieldDef[],
): (values: readonly (string | null)[]) => Record<string, unknown> {
  const makeRow = rowMaker(fields.map(({ name }) => name));
  const columns = fields.map(({ name, dataTypeID }) => ({ name, decode: decoderOf(dataTypeID) }));
  return (values) =>
    makeRow(
      columns.map(({ name, decode }, index) => {
        const text = values[index];
        return text === null || text === undefined ? null : inColumn(name, () => decode(text));
      }),
    );
}

function decoderOf(oid: number): Decode {
  const itemType = itemTypes.get(oid);
  if (itemType === undefined) return decoders.get(oid) ?? asText;
  const decodeItem = decoders.get(itemType) ?? asText;
  return (text) => readList(text, decodeItem);
}

function readInteger(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new DatabaseError(
    "invalid_value",
    "an integer beyond 2^53 cannot be read as a number; cast the column to VARCHAR in the query",
  );
}

function readBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}
