import { requireList, requireObject } from "../validate.ts";

/**
 * A request's headers in the form of Node's `IncomingHttpHeaders`. Convert a Fetch `Headers` by
 * `Object.fromEntries(headers)`.
 */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers by their lower-case names. */
export type LowerCaseHeaders = ReadonlyMap<string, string>;

/**
 * Lower-cases header names, since HTTP compares them without case (RFC 9110, section 5.1). Repeated headers are
 * joined by commas (section 5.3).
 *
 * @throws {InvalidInputError} if it is not an object of texts and lists of texts.
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
