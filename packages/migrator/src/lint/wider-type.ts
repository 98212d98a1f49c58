/** Each type holds every value of those before it. */
const chains: readonly (readonly string[])[] = [
  ["tinyint", "smallint", "integer", "bigint", "hugeint"],
  ["utinyint", "smallint"],
  ["utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"],
  ["usmallint", "integer"],
  ["uinteger", "bigint"],
  ["ubigint", "hugeint"],
  ["real", "double precision"],
  // The 53 bits of a double hold an integer of 32 bits, not one of 64.
  ["integer", "double precision"],
  ["smallint", "real"],
  ["date", "timestamp"],
  ["timestamp", "timestamptz"],
  ["timestamptz", "timestamp"],
  ["cidr", "inet"],
  ["json", "jsonb"],
];
/** Types whose first number is a limit. Times without a number have the largest precision. */
const limited =
  /^(?:character varying|character|bit varying|bit|time|timetz|timestamp|timestamptz|interval)$/;
const digitsOf: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
};

interface Type {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly array: boolean;
}

/** Whether every value of type `from` is a value of type `to`, as `typeName` names them. */
export function isAsWide(to: string, from: string): boolean {
  return to === from || holds(parse(to), parse(from));
}

/** `character varying(10)`, `timestamp(3) with time zone`, `numeric(10,2)[]`. */
function parse(text: string): Type {
  const {
    base = text,
    sizes = "",
    zone = "",
    array = "",
  } = /^(?<base>.*?)(?:\((?<sizes>[\d, ]+)\))?(?<zone> with(?:out)? time zone)?(?<array>(?:\[\d*\])*)$/i.exec(
    text,
  )?.groups ?? {};
  const name = `${base.toLowerCase()}${zone === " with time zone" ? "tz" : ""}`;
  return { name, sizes: sizes === "" ? [] : sizes.split(",").map(Number), array: array !== "" };
}

function holds(to: Type, from: Type): boolean {
  if (to.array !== from.array) return false;
  const isUnlimited = to.name === "text" || (to.name === "character varying" && !to.sizes.length);
  if (isUnlimited) return !from.array;
  if (to.name === "numeric") return numericHolds(to, from);
  const fromChar = from.name === "character" && to.name === "character varying";
  if (to.name === from.name || fromChar) return !limited.test(to.name) || sizeHolds(to, from);
  return chains.some((chain) => {
    const start = chain.indexOf(from.name);
    return start >= 0 && chain.indexOf(to.name) > start && to.sizes.length === 0;
  });
}

function sizeHolds({ sizes: [to] }: Type, { sizes: [from] }: Type): boolean {
  return to === undefined || (from !== undefined && to >= from);
}

function numericHolds({ sizes }: Type, from: Type): boolean {
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
