import { requireString } from "../validate.ts";
import { checkedText, formOf } from "./checked-text.ts";

/** Who can have a key: a person or a program. */
export type PrincipalKind = "user" | "service";

/**
 * What the form of a text tells about it:
 *
 * - `well_formed`: it can be a key of a principal of this kind. Only a look-up tells whether it is one.
 * - `mistyped`: it looks like a key, and its checksum or its length says that a character is wrong.
 * - `truncated`: it is the beginning of a key.
 * - `foreign`: it is no key of HandsFree.
 */
export type ParsedKey =
  | { readonly form: "well_formed"; readonly kind: PrincipalKind }
  | { readonly form: "mistyped" | "truncated" | "foreign" };

const prefixes: Readonly<Record<PrincipalKind, string>> = {
  user: "hf_user_",
  service: "hf_service_",
};

/** The number of last characters of a key that are stored, so that a person recognizes it. */
const shownLength = 4;

/** Makes the text of a key: `hf_`, the kind and `_`, and what `checkedText` adds. */
export function keyText(kind: PrincipalKind, random?: Uint8Array): string {
  return checkedText(prefixes[kind], random);
}

/** Tells what a text is without a look-up. A key that was copied with white space around it is `foreign` or `mistyped`. */
export function parseKey(text: string): ParsedKey {
  const given = requireString("text", text);
  const kind = (["user", "service"] as const).find((one) => given.startsWith(prefixes[one]));
  if (kind === undefined) return { form: isBeginning(given) ? "truncated" : "foreign" };
  const form = formOf(prefixes[kind], given);
  return form === "well_formed" ? { form, kind } : { form };
}

/** The end of a key that is stored beside its hash. */
export function lastCharacters(text: string): string {
  return text.slice(-shownLength);
}

/** Whether a text ends within a prefix. */
function isBeginning(text: string): boolean {
  return text.startsWith("hf_") && Object.values(prefixes).some((one) => one.startsWith(text));
}
