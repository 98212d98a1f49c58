import { InvalidInputError } from "@handsfree/query";
import type { Context } from "./context.ts";
import { keepGiven } from "./redaction/keep-text.ts";
import { requireString, requireUuid } from "./validate.ts";

/** The owner of what the system did by itself and of what erased people leave: the nil UUID (RFC 9562, 5.9). */
export const nilUser = "00000000-0000-0000-0000-000000000000";

/** Who the records name where it was no person and no worker. */
const systemNames: readonly string[] = ["clock", "erasure"];

/**
 * Whether a text spells the nil or the max UUID (RFC 9562, 5.9 and 5.10), which belong to no person: in any case, with
 * or without hyphens, braces or `urn:uuid:`. What erased people leave belongs to the first.
 */
export function isReservedUuid(text: string): boolean {
  const digits = requireString("text", text)
    .trim()
    .toLowerCase()
    .replace(/^urn:uuid:/, "")
    .replaceAll(/[{}-]/g, "");
  return /^(?:0{32}|f{32})$/.test(digits);
}

/** @throws {InvalidInputError} unless it is a UUID that can be a person's. @returns it in lower case. */
export function requirePerson(field: string, value: string): string {
  const id = requireUuid(field, value);
  if (!isReservedUuid(id)) return id;
  const which = id.startsWith("0") ? "nil" : "max";
  throw new InvalidInputError(
    field,
    `is the ${which} UUID, which belongs to no person; give the id of a person`,
  );
}

/**
 * The name of a worker, or of whom a worker acts for, as it is kept: without secrets.
 *
 * @throws {InvalidInputError} unless it is a text, and none that the records name others by.
 */
export function requireWorker(field: string, name: string, context: Context): string {
  const kept = keepGiven(field, name, context);
  if (!isReservedUuid(kept) && !systemNames.includes(kept.trim().toLowerCase())) return kept;
  throw new InvalidInputError(
    field,
    `is the nil or the max UUID, or one of ${systemNames.join(", ")}, which name HandsFree itself; give another name`,
  );
}

/** The same for a name that may be left out. */
export function optionalWorker(
  field: string,
  name: string | null | undefined,
  context: Context,
): string | null {
  return name === undefined || name === null ? null : requireWorker(field, name, context);
}
