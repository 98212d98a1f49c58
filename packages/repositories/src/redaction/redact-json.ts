import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { encodeJson, encodeOptionalJson } from "../json.ts";
import { defaultRedactor } from "./redact.ts";

/** A JSON value as given and as stored. Null for no value. */
export interface RedactedJson {
  readonly given: string | null;
  readonly kept: string | null;
}

/**
 * Encodes a value before and after redaction. A value without secrets keeps its spelling.
 *
 * @throws {InvalidInputError} naming the field, if the value is not JSON.
 */
export function encodeRedacted(
  field: string,
  value: unknown,
  { redactor = defaultRedactor }: Context,
): RedactedJson {
  const given = encodeOptionalJson(field, value);
  if (given === null) return { given, kept: given };
  try {
    const kept = redactor.json(value);
    return { given, kept: kept === value ? given : encodeJson(field, kept) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputError(field, "is nested too deeply; flatten it");
  }
}
