import type { Subject } from "./subject.ts";

/**
 * What may stand before an address that is one of its own: nothing that an address is made of, but what ends
 * in a letter and is none, such as the `\n` of JSON and the `%3D` of a URL.
 */
const before = String.raw`(?<=^|[^\w.%+-]|\\[bfnrt]|\\u[\da-f]{4}|%[\da-f]{2})`;
/** What may follow it; a full stop that ends a sentence may. */
const after = String.raw`(?![\w-]|\.\w)`;

/** How texts that name the person are found. */
export interface Mentions {
  /** One of these, in lower case, is in every text that names the person. */
  readonly needles: readonly string[];
  /** Whether a text names the person: by their id, or by their e-mail address and not by a longer one. */
  readonly isIn: (text: string) => boolean;
}

/** By the id and the e-mail address, be the address as it is, as JSON has it, in ASCII or not, or as a URL has it. */
export function mentionsOf({ userId, email }: Subject): Mentions {
  const addresses = email === null ? [] : spellings(email);
  const pattern = addresses
    .map((address) => `${before}${escapePattern(address)}${after}`)
    .join("|");
  const hasAddress = pattern === "" ? undefined : new RegExp(pattern, "i");
  return {
    needles: [...new Set([userId, ...addresses.flatMap(lowerCases)])],
    isIn: (text) => text.toLowerCase().includes(userId) || hasAddress?.test(text) === true,
  };
}

function spellings(email: string): string[] {
  const inJson = JSON.stringify(email).slice(1, -1);
  const inAscii = inJson.replaceAll(
    /[^ -~]/g,
    (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [...new Set([email, inJson, inAscii, encodeURIComponent(email.toWellFormed())])];
}

/** Engines lower the case of all letters in a text, and of ASCII in what they make of bytes. */
function lowerCases(text: string): string[] {
  return [text.toLowerCase(), text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())];
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** Whether a delivery's body, which is GitHub's, says that it is for one of these installations. */
export function isOfInstallation(body: string, installationIds: readonly number[]): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return false;
  }
  const { installation } = (parsed ?? {}) as { installation?: { id?: unknown } | null };
  return installationIds.some((id) => installation?.id === id);
}
