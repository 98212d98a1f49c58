import { InvalidInputError } from "@handsfree/query";
import type { Context } from "./context.ts";
import { keepGiven } from "./redaction/keep-text.ts";
import { requireString, requireUuid } from "./validate.ts";

/** The owner of records of the system and of erased people: the nil UUID (RFC 9562, 5.9). */
export const nilUser = "00000000-0000-0000-0000-000000000000";

/** The max UUID (RFC 9562, 5.10), which belongs to no person either. */
const maxUser = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The author of what a stored policy decides. */
export const policyName = "policy";

/** The names that records use for the system itself. */
const systemNames: readonly string[] = ["clock", "erasure", policyName];

/**
 * Whether a text spells the nil or the max UUID (RFC 9562, 5.9 and 5.10), in any case, with or without hyphens, braces
 * or `urn:uuid:`. Neither can belong to a person; records of erased people belong to the nil UUID.
 */
export function isReservedUuid(text: string): boolean {
  const digits = requireString("text", text)
    .trim()
    .toLowerCase()
    .replace(/^urn:uuid:/, "")
    .replaceAll(/[{}-]/g, "");
  return /^(?:0{32}|f{32})$/.test(digits);
}

/** @throws {InvalidInputError} unless it is a UUID that a person can have. @returns it in lower case. */
export function requirePerson(field: string, value: string): string {
  const id = requireUuid(field, value);
  if (id !== nilUser && id !== maxUser) return id;
  const which = id === nilUser ? "nil" : "max";
  throw new InvalidInputError(
    field,
    `is the ${which} UUID, which belongs to no person; give the id of a person`,
  );
}

/**
 * Redacts the name of a worker, or of a person for whom a worker acts.
 *
 * @throws {InvalidInputError} unless it is a text, and not one of the names that records use for the system.
 */
export function requireWorker(field: string, name: string, context: Context): string {
  const kept = keepGiven(field, name, context);
  if (!isReservedUuid(kept) && !systemNames.includes(kept.trim().toLowerCase())) return kept;
  throw new InvalidInputError(
    field,
    `is a UUID that belongs to no person, or one of ${systemNames.join(", ")}, which name HandsFree itself; give another name`,
  );
}

/** `requireWorker` for an optional name. */
export function optionalWorker(
  field: string,
  name: string | null | undefined,
  context: Context,
): string | null {
  return name === undefined || name === null ? null : requireWorker(field, name, context);
}
