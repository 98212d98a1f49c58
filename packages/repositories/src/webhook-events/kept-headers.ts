import { InvalidInputError } from "@handsfree/query";
import type { Redactor } from "../redaction/redactor.ts";
import { textLimits } from "../text-limits.ts";
import { requireList } from "../validate.ts";

/**
 * The headers that are kept of a delivery when nobody says: what it is and who sent it, for GitHub and for
 * Standard Webhooks. Never one that could authenticate anybody.
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

/** The most names on the list. */
const mostNames = 50;
/** A field name of RFC 9110, section 5.1, in lower case. */
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/;
/** What authenticates somebody, or proves that he wrote it, goes by such names. */
const credentialName =
  /authorization|cookie|signature|token|secret|passw|credential|session|api-?key|access-?key|jwt|csrf|xsrf|client-?cert/;

/**
 * The list in lower case.
 *
 * @throws {InvalidInputError} for a name that is none, or that is a credential's.
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
      throw new InvalidInputError("keptHeaders", "holds what is no name of a header; remove it");
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
 * Those on the list, in its order. A value is cut at 1000 UTF-16 code units, without control characters and with
 * what looks like a secret redacted: a forger writes what he likes, and senders make mistakes.
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
  // Cut before as well, since redacting takes time, but with room for a secret that the cut would halve.
  const plain = value.slice(0, 4 * textLimits.short).replaceAll(/\p{Cc}+/gu, " ");
  return redactor.text(plain).slice(0, textLimits.short).toWellFormed();
}
