import { InvalidInputError } from "@handsfree/query";
import { requireString, requireText } from "../validate.ts";
import { policyLimits } from "./limits.ts";

/** What a pointer finds that leads nowhere. A null is a value. */
export const nowhere: unique symbol = Symbol("nowhere");

/**
 * @returns the names on the way of a JSON pointer (RFC 6901).
 * @throws {InvalidInputError} for a text that is none.
 */
export function requirePointer(field: string, pointer: string): readonly string[] {
  if (requireString(field, pointer) === "") return [];
  requireText(field, pointer, policyLimits.pointerLength);
  if (!pointer.startsWith("/")) {
    throw new InvalidInputError(
      field,
      "must be a JSON pointer, which begins with a slash, such as /pull_request/number",
    );
  }
  if (/~(?![01])/.test(pointer)) {
    throw new InvalidInputError(
      field,
      "holds a ~ that is not followed by 0 or 1; write ~0 for ~, and ~1 for / in a name",
    );
  }
  return pointer
    .slice(1)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Follows a pointer through a value of `parseJsonExactly`. */
export function follow(value: unknown, names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    // An exact number is an object for JavaScript, and has no members for JSON.
    if (typeof found !== "object" || found === null || JSON.isRawJSON(found)) return nowhere;
    if (Array.isArray(found) && !/^(?:0|[1-9]\d*)$/.test(name)) return nowhere;
    if (!Object.hasOwn(found, name)) return nowhere;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}
