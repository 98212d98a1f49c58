import type { TypeName } from "../statement/statement.ts";

/** A type for a message, as it would be written. */
export function describeType({ name, sizes, array }: TypeName): string {
  return `${name.toUpperCase()}${sizes.length > 0 ? `(${sizes.join(", ")})` : ""}${array ? "[]" : ""}`;
}
