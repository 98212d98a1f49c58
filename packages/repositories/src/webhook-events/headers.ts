import { requireList, requireObject } from "../validate.ts";

/** A request's headers, as Node's `IncomingHttpHeaders` has them. Of a Fetch `Headers` take `Object.fromEntries(headers)`. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers by their lower-case names. */
export type LowerCaseHeaders = ReadonlyMap<string, string>;

/**
 * The headers by lower-case names, since HTTP's are case-insensitive (RFC 9110, section 5.1). One that came
 * several times is one text with commas, as RFC 9110, section 5.3 has it.
 *
 * @throws {InvalidInputError} when they are no object of texts and lists of texts.
 */
export function lowerCaseHeaders(headers: WebhookHeaders): LowerCaseHeaders {
  const lower = new Map<string, string>();
  for (const [name, value] of Object.entries(requireObject("headers", headers))) {
    if (value === undefined) continue;
    if (typeof value !== "string") requireList("headers", value);
    const key = name.toLowerCase();
    const before = lower.get(key);
    const text = typeof value === "string" ? value : value.join(", ");
    lower.set(key, before === undefined ? text : `${before}, ${text}`);
  }
  return lower;
}
