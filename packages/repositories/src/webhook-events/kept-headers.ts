import { InvalidInputError } from "@handsfree/query";
import type { Redactor } from "../redaction/redactor.ts";
import { textLimits } from "../text-limits.ts";
import { requireList } from "../validate.ts";

/**
 * The headers that are kept by default: those that GitHub and Standard Webhooks use for the type, the id and the sender
 * of a delivery. None is a credential.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
export const defaultKeptHeaders: readonly string[] = [
  "content-type",
  "content-encoding",
  "user-agent",
  "x-github-event",
  "x-github-delivery",
  "x-github-hook-id",
  "x-github-hook-installation-target-id",
  "x-github-hook-installation-target-type",
  "x-github-enterprise-host",
  "x-github-enterprise-version",
  "webhook-id",
  "webhook-timestamp",
  "svix-id",
  "svix-timestamp",
];

/** The maximum number of names in the list. */
const mostNames = 50;
/** A field name of RFC 9110, section 5.1, in lower case. */
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/;
/** Names of headers that hold credentials or signatures. */
const credentialName =
  /authorization|cookie|signature|token|secret|passw|credential|session|api-?key|access-?key|jwt|csrf|xsrf|client-?cert/;

/**
 * Lower-cases the list.
 *
 * @throws {InvalidInputError} for an invalid header name, or a name of a credential.
 */
export function requireKeptHeaders(names: readonly string[]): readonly string[] {
  requireList("keptHeaders", names);
  if (names.length > mostNames) {
    throw new InvalidInputError(
      "keptHeaders",
      `has ${names.length} names; give at most ${mostNames}`,
    );
  }
  const lower = names.map((name) => (typeof name === "string" ? name.toLowerCase() : ""));
  for (const name of lower) {
    if (!headerName.test(name)) {
      throw new InvalidInputError("keptHeaders", "holds an invalid header name; remove it");
    }
    if (credentialName.test(name)) {
      throw new InvalidInputError(
        "keptHeaders",
        `holds ${name}, which carries a credential; remove it`,
      );
    }
  }
  return [...new Set(lower)];
}

/**
 * Keeps the headers of the list, in its order. A value is cut at 1000 UTF-16 code units, and loses control characters
 * and secrets: a forger can send any text, and genuine senders make mistakes.
 */
export function keepHeaders(
  headers: ReadonlyMap<string, string>,
  names: readonly string[],
  redactor: Redactor,
): Record<string, string> | null {
  const kept: [string, string][] = [];
  for (const name of names) {
    const value = headers.get(name);
    if (value !== undefined) kept.push([name, keepValue(value, redactor)]);
  }
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function keepValue(value: string, redactor: Redactor): string {
  // Cut before redaction too, since redaction takes time; the limit leaves room for a secret that the last cut would
  // split.
  const plain = value.slice(0, 4 * textLimits.short).replaceAll(/\p{Cc}+/gu, " ");
  return redactor.text(plain).slice(0, textLimits.short).toWellFormed();
}
