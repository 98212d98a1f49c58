import { hash } from "node:crypto";

/** A value that is hashed. */
export type Hashed = string | number | boolean | null;

/**
 * The canonical JSON (RFC 8785) of a list of values. It begins with a kind and a version, so that a hash of one kind
 * cannot pass for a hash of another.
 */
export function canonicalForm(kind: string, values: readonly Hashed[]): string {
  // For arrays of strings, integers, booleans and nulls, JSON.stringify writes the canonical form.
  return JSON.stringify([`handsfree.${kind}`, 1, ...values]);
}

/** SHA-256 of the canonical form, in lower-case hexadecimal. */
export function digestOf(kind: string, values: readonly Hashed[]): string {
  return hash("sha256", canonicalForm(kind, values));
}
