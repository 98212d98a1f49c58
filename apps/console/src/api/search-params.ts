/** The members that have a value, so that an address has no empty ones. */
export function given<Search extends object>(search: {
  readonly [Name in keyof Search]: Search[Name] | undefined;
}): Search {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  ) as Search;
}

/** A text of an address, or undefined if it is none that a record can have. @param most its most characters. */
export function textParam(value: unknown, most = 1000): string | undefined {
  // The router reads a text of digits as a number.
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= most ? text : undefined;
}

/** One of a few texts of an address, or undefined. */
export function oneOfParam<Value extends string>(
  value: unknown,
  values: readonly Value[],
): Value | undefined {
  return values.find((each) => each === String(value));
}

/** A time of an address as ISO 8601, or undefined. */
export function timeParam(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** An id of an address, or undefined. */
export function idParam(value: unknown): string | undefined {
  return typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
    ? value
    : undefined;
}
