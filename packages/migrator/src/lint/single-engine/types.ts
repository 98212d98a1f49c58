import type { Engine } from "@handsfree/query";

/** The types, as they are written, that one engine has and the other has not. */
const typesOf: Readonly<Record<Engine, readonly string[]>> = {
  postgres: [
    "serial",
    "bigserial",
    "smallserial",
    "serial4",
    "serial8",
    "jsonb",
    "inet",
    "cidr",
    "macaddr",
    "money",
    "xml",
    "tsvector",
    "tsquery",
    "int4range",
    "int8range",
    "numrange",
    "tstzrange",
    "daterange",
    "name",
    "varbit",
    "point",
    "box",
    "circle",
    "polygon",
    "regclass",
    "jsonpath",
    "pg_lsn",
  ],
  duckdb: [
    "struct",
    "row",
    "map",
    "union",
    "enum",
    "tinyint",
    "utinyint",
    "usmallint",
    "uinteger",
    "ubigint",
    "hugeint",
    "uhugeint",
    "double",
    "string",
    "datetime",
    "timestamp_ns",
    "timestamp_s",
    "timestamp_ms",
    "bignum",
    "int1",
    "long",
    "short",
    "signed",
    "logical",
    "blob",
    "variant",
  ],
};

const instead: Readonly<Record<string, string>> = {
  jsonb: "JSON",
  serial: "ids that the application makes",
  bigserial: "ids that the application makes",
  blob: "BYTEA",
  double: "DOUBLE PRECISION",
  string: "TEXT",
  datetime: "TIMESTAMPTZ",
  tinyint: "SMALLINT",
  struct: "JSON",
  map: "JSON",
};

const takers = new Map(
  Object.entries(typesOf).flatMap(([engine, names]) =>
    names.map((name) => [name, engine as Engine] as const),
  ),
);

/** Every type of the table, with the one engine that has it. */
export const singleEngineTypes: ReadonlyMap<string, Engine> = takers;

/** What to write in a type's place, where there is something that both engines have. */
export function typeInstead(written: string): string | undefined {
  return instead[written];
}
