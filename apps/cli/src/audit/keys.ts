import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { InvalidInputError } from "@handsfree/query";
import { readTextFile } from "../options/text-file.ts";

/** Reads a private key. The error contains nothing of the file. */
export async function readPrivateKey(file: string): Promise<KeyObject> {
  const pem = await readTextFile("keyFile", file);
  try {
    return createPrivateKey(pem);
  } catch {
    throw new InvalidInputError(
      "keyFile",
      'is not a private key in PEM, or has a passphrase; make one with "openssl genpkey -algorithm ed25519"',
    );
  }
}

export async function readPublicKey(file: string): Promise<KeyObject> {
  const pem = await readTextFile("publicKey", file);
  // Node would derive the public key, but a verifier should not have the private key.
  if (!pem.includes("PRIVATE KEY")) {
    try {
      return createPublicKey(pem);
    } catch {
      // The error follows.
    }
  }
  throw new InvalidInputError(
    "publicKey",
    'is not a public key in PEM; make it from the private key with "openssl pkey -pubout"',
  );
}
