import { InvalidInputError } from "@handsfree/query";

/**
 * @returns a SHA-256 in lower-case hexadecimal; null for none.
 * @throws {InvalidInputError} for what is none.
 */
export function requireDigest(field: string, digest: string | null | undefined): string | null {
  if (digest === undefined || digest === null) return null;
  if (typeof digest === "string" && /^[0-9a-f]{64}$/i.test(digest)) return digest.toLowerCase();
  throw new InvalidInputError(
    field,
    "is not a SHA-256 in hexadecimal; give the payload digest of the action as it was shown, 64 digits",
  );
}
