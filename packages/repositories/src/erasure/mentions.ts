import { codeUnitsOf, readings } from "./readings.ts";
import type { Subject } from "./subject.ts";

/** What may stand before an address that is one of its own: nothing that an address is made of. */
const before = String.raw`(?<=^|[^\w.%+-])`;
/** What may follow it: a full stop that ends a sentence may, and of an escape only another reading can tell. */
const after = String.raw`(?![\w-]|\.\w|\\u[\da-f]{4}|%[\da-f]{2})`;

/** What a text that names the person has in it, so that an engine can look for it. */
export interface Traces {
  /** In lower case, as they are written without an escape: the id, the address. */
  readonly needles: readonly string[];
  /** Beginnings of escapes, in lower case, that can stand for a letter of them: `\\u0061`, `%61`. */
  readonly escapes: readonly string[];
}

/** How texts that name the person are found. */
export interface Mentions extends Traces {
  /**
   * Whether a text names the person, as it is or as what its escapes say: by their id, or by their e-mail address
   * and not by a longer one.
   */
  readonly isIn: (text: string) => boolean;
}

/**
 * By the id and the e-mail address, in either case. A text can write any letter of them as an escape of JSON or of a
 * URL, so what holds a needle or an escape of one of these letters is to be read.
 */
export function mentionsOf({ userId, email }: Subject): Mentions {
  const address = email === null ? undefined : namesAddress(email);
  const names = [userId, ...(email === null ? [] : casesOf(email))];
  // What escapes are written with can be escaped in turn: JSON in a form, a URL in a URL.
  const letters = [...names.flatMap(casesOf), String.raw`\%u0123456789abcdefABCDEF`].join("");
  const bytes = Buffer.from(letters).toString("hex").match(/../g) ?? [];
  const escapes = [
    ...codeUnitsOf(letters).map((unit) => String.raw`\u${unit}`),
    ...bytes.map((byte) => `%${byte}`),
    // A quote, a slash and a backslash have an escape of their own.
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

/** Engines lower the case of all letters in a text, and of ASCII in what they make of bytes. */
function lowerCases(text: string): string[] {
  return [text.toLowerCase(), text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())];
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** Whether a delivery's body, which is GitHub's, says that it is for one of these installations. */
export function isOfInstallation(body: string, installationIds: readonly number[]): boolean {
  // GitHub sends JSON, or a form that has it in `payload`; which one is chosen where a webhook is made.
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
