import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { encodeJson, encodeOptionalJson } from "../json.ts";
import { defaultRedactor } from "./redact.ts";

/** A JSON value as its caller gave it, and as it is kept. Null where there is none. */
export interface RedactedJson {
  readonly given: string | null;
  readonly kept: string | null;
}

/**
 * The texts of a value before and after its secrets were redacted. One without secrets keeps its spelling.
 *
 * @throws {InvalidInputError} naming the field, for what is not JSON.
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
