import { InvalidInputError } from "@handsfree/query";
import { encodeOptionalJson } from "../../json.ts";
import { redactJson } from "../../redaction/redact.ts";

/**
 * The text of a result without its secrets; null for none.
 *
 * @throws {InvalidInputError} for what JSON has no form for, which redaction would let through.
 */
export function encodeResult(result: unknown): string | null {
  encodeOptionalJson("result", result);
  let safe: unknown;
  try {
    safe = redactJson(result);
  } catch {
    throw new InvalidInputError("result", "is nested too deeply; flatten it");
  }
  return encodeOptionalJson("result", safe);
}
