/** DuckDB's names, and PostgreSQL's long ones, of types that have a shorter name which both take. */
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

/** The name that a type has in a description; one that only an engine has stays as it is. */
export function typeName(engineName: string): string {
  const list = /\[\d*\]$/.exec(engineName)?.[0] ?? "";
  const item = engineName.slice(0, engineName.length - list.length);
  if (list !== "") return `${typeName(item)}${list}`;
  const decimal = /^DECIMAL(\(.*\))$/.exec(item)?.[1];
  return decimal === undefined ? (shortNames[item] ?? item) : `numeric${decimal}`;
}
