/** Shorter names, which both engines accept, for DuckDB's names and PostgreSQL's long names of types. */
const shortNames: Readonly<Record<string, string>> = {
  BIGINT: "bigint",
  BLOB: "bytea",
  BOOLEAN: "boolean",
  DATE: "date",
  DOUBLE: "double precision",
  FLOAT: "real",
  INTEGER: "integer",
  INTERVAL: "interval",
  JSON: "json",
  SMALLINT: "smallint",
  TIME: "time",
  "time without time zone": "time",
  TIMESTAMP: "timestamp",
  "timestamp without time zone": "timestamp",
  "TIMESTAMP WITH TIME ZONE": "timestamptz",
  "timestamp with time zone": "timestamptz",
  UUID: "uuid",
  VARCHAR: "text",
};

/** The name of a type in a description. A type that only one engine has keeps its name. */
export function typeName(engineName: string): string {
  const list = /\[\d*\]$/.exec(engineName)?.[0] ?? "";
  const item = engineName.slice(0, engineName.length - list.length);
  if (list !== "") return `${typeName(item)}${list}`;
  const decimal = /^DECIMAL(\(.*\))$/.exec(item)?.[1];
  return decimal === undefined ? (shortNames[item] ?? item) : `numeric${decimal}`;
}
