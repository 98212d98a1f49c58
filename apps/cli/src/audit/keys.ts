import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { InvalidInputError } from "@handsfree/query";
import { readTextFile } from "./read-text-file.ts";

/** What is in the file is told to nobody, be it a key or not. */
export async function readPrivateKey(file: string): Promise<KeyObject> {
  const pem = await readTextFile("keyFile", file);
  try {
    return createPrivateKey(pem);
  } catch {
    throw new InvalidInputError(
      "keyFile",
      'is no private key in PEM, or has a passphrase; make one with "openssl genpkey -algorithm ed25519"',
    );
  }
}

export async function readPublicKey(file: string): Promise<KeyObject> {
  const pem = await readTextFile("publicKey", file);
  // Node would make the public key of it; but whoever verifies should not have the private one.
  if (!pem.includes("PRIVATE KEY")) {
    try {
      return createPublicKey(pem);
    } catch {
      // Told below.
    }
  }
  throw new InvalidInputError(
    "publicKey",
    'is no public key in PEM; make it of the private one with "openssl pkey -pubout"',
  );
}
