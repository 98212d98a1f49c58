import type { TypeName } from "../statement/statement.ts";

/** Each with every value of those before it. */
const chains: readonly (readonly string[])[] = [
  ["tinyint", "smallint", "integer", "bigint", "hugeint"],
  ["utinyint", "smallint"],
  ["utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"],
  ["usmallint", "integer"],
  ["uinteger", "bigint"],
  ["ubigint", "hugeint"],
  ["real", "double precision"],
  // An integer of 32 bits fits into the 53 of a double, one of 64 does not.
  ["integer", "double precision"],
  ["smallint", "real"],
  ["date", "timestamp"],
  ["timestamp", "timestamptz"],
  ["timestamptz", "timestamp"],
  ["cidr", "inet"],
  ["json", "jsonb"],
];
const sized = new Set([
  "varchar",
  "char",
  "varbit",
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
]);
const digitsOf: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
};

/** Whether every value of one type is a value of the other. False where that is not known. */
export function isAsWide(to: TypeName, from: TypeName): boolean {
  if (to.array !== from.array) return false;
  if (to.name === "text" || (to.name === "varchar" && to.sizes.length === 0)) return !from.array;
  if (to.name === "numeric") return numericHolds(to, from);
  if (to.name === from.name || (from.name === "char" && to.name === "varchar")) {
    return sized.has(to.name) ? sizeHolds(to, from) : true;
  }
  return chains.some((chain) => {
    const start = chain.indexOf(from.name);
    return start >= 0 && chain.indexOf(to.name) > start && to.sizes.length === 0;
  });
}

function sizeHolds({ sizes: [to] }: TypeName, { name, sizes: [from] }: TypeName): boolean {
  if (to === undefined) return name !== "char" || from === undefined;
  return from !== undefined && to >= from;
}

function numericHolds({ sizes }: TypeName, from: TypeName): boolean {
  const isInteger = digitsOf[from.name] !== undefined;
  if (!isInteger && from.name !== "numeric") return false;
  const [precision, scale = 0] = sizes;
  if (precision === undefined) return true;
  const [fromPrecision, fromScale = 0] = isInteger ? [digitsOf[from.name]] : from.sizes;
  return (
    fromPrecision !== undefined &&
    scale >= fromScale &&
    precision - scale >= fromPrecision - fromScale
  );
}
