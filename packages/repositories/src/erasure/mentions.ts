import { codeUnitsOf, readings } from "./readings.ts";
import type { Subject } from "./subject.ts";

/** An address begins after a character that no address contains. */
const before = String.raw`(?<=^|[^\w.%+-])`;
/** An address may end before a full stop that ends a sentence; before an escape only another reading can tell. */
const after = String.raw`(?![\w-]|\.\w|\\u[\da-f]{4}|%[\da-f]{2})`;

/** Substrings for the engine's search. A text that names the person contains at least one. */
export interface Traces {
  /** The id and the address in lower case. */
  readonly needles: readonly string[];
  /** Beginnings of escapes, in lower case, that can stand for one of their letters: `\\u0061`, `%61`. */
  readonly escapes: readonly string[];
}

/** A search for texts that name the person. */
export interface Mentions extends Traces {
  /**
   * Whether a text, with or without its escapes undone, contains the person's id, or their e-mail address other than as
   * a part of a longer one.
   */
  readonly isIn: (text: string) => boolean;
}

/**
 * Searches for the id and the e-mail address without case. A text can write each of their letters as an escape of JSON
 * or of a URL, so a text with a needle or such an escape must be read.
 */
export function mentionsOf({ userId, email }: Subject): Mentions {
  const address = email === null ? undefined : namesAddress(email);
  const names = [userId, ...(email === null ? [] : casesOf(email))];
  // The characters of escapes can be escaped in turn: JSON in a form, a URL in a URL.
  const letters = [...names.flatMap(casesOf), String.raw`\%u0123456789abcdefABCDEF`].join("");
  const bytes = Buffer.from(letters).toString("hex").match(/../g) ?? [];
  const escapes = [
    ...codeUnitsOf(letters).map((unit) => String.raw`\u${unit}`),
    ...bytes.map((byte) => `%${byte}`),
    // A quote, a slash and a backslash have short escapes of their own.
    ...(/["\\/]/.test(email ?? "") ? ["\\"] : []),
  ];
  return {
    needles: [...new Set(names.flatMap(lowerCases))],
    escapes: [...new Set(escapes)],
    isIn: (text) => {
      for (const reading of readings(text)) {
        if (reading.toLowerCase().includes(userId) || address?.test(reading)) return true;
      }
      return false;
    },
  };
}

function namesAddress(email: string): RegExp {
  return new RegExp(`${before}${escapePattern(email)}${after}`, "i");
}

function casesOf(text: string): string[] {
  return [...new Set([text, text.toLowerCase(), text.toUpperCase()])];
}

/** Engines lower-case all letters of a text, but only ASCII in the text form of bytes. */
function lowerCases(text: string): string[] {
  return [text.toLowerCase(), text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())];
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** Whether the body of a GitHub delivery belongs to one of these installations. */
export function isOfInstallation(body: string, installationIds: readonly number[]): boolean {
  // GitHub sends JSON, or a form with JSON in `payload`, as the webhook's settings say.
  const json = /^\s*\{/.test(body) ? body : new URLSearchParams(body).get("payload");
  let parsed: unknown;
  try {
    parsed = JSON.parse(json ?? "");
  } catch {
    return false;
  }
  const { installation } = (parsed ?? {}) as { installation?: { id?: unknown } | null };
  return installationIds.some((id) => installation?.id === id);
}
