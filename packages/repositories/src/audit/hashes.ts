import { hash } from "node:crypto";

/** What a hash is made of, in the order that its kind says. */
export type Hashed = string | number | boolean | null;

/**
 * The canonical JSON (RFC 8785) of what is hashed. Its first members say what it is and in which version, so
 * that nothing hashed as one thing can pass for another.
 */
export function canonicalForm(kind: string, values: readonly Hashed[]): string {
  // Of arrays of texts, integers, booleans and nulls, what JSON.stringify writes is the canonical form.
  return JSON.stringify([`handsfree.${kind}`, 1, ...values]);
}

/** SHA-256 of the canonical form, in lower-case hexadecimal. */
export function digestOf(kind: string, values: readonly Hashed[]): string {
  return hash("sha256", canonicalForm(kind, values));
}
