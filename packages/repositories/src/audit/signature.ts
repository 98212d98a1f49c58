import { createPublicKey, hash, KeyObject, sign, verify } from "node:crypto";
import { InvalidInputError } from "@handsfree/query";

/** @throws {InvalidInputError} unless the key is an Ed25519 key of the type. */
export function requireEd25519(
  field: string,
  key: KeyObject,
  type: "private" | "public",
): KeyObject {
  if (key instanceof KeyObject && key.type === type && key.asymmetricKeyType === "ed25519")
    return key;
  throw new InvalidInputError(
    field,
    `must be a ${type} Ed25519 key; make a pair with "openssl genpkey -algorithm ed25519"`,
  );
}

/** @throws {InvalidInputError} unless the key is a private Ed25519 key. */
export function requirePrivateKey(field: string, key: KeyObject): KeyObject {
  return requireEd25519(field, key, "private");
}

/** SHA-256 of a key's public half (SubjectPublicKeyInfo in DER), in lower-case hexadecimal. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return hash("sha256", publicKey.export({ type: "spki", format: "der" }));
}

/**
 * The Ed25519 signature of the 32 bytes of an entry's hash, in base64. The hash covers its kind (`canonicalForm`), so
 * the signature cannot pass for a signature of other data.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8032
 */
export function signHash(privateKey: KeyObject, hexHash: string): string {
  return sign(null, Buffer.from(hexHash, "hex"), privateKey).toString("base64");
}

export function isSignatureOf(publicKey: KeyObject, hexHash: string, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  // Base64 has several spellings of the same bytes; only the canonical one is accepted.
  if (bytes.toString("base64") !== signature) return false;
  return verify(null, Buffer.from(hexHash, "hex"), publicKey, bytes);
}
