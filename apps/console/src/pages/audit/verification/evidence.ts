import type { Evidence } from "./use-verification.ts";

/** What is wrong with the text of a head, if something is. */
export function problemOfHead(head: string): string | undefined {
  if (head.trim() === "" || /^[1-9]\d{0,8}:[0-9a-f]{64}$/.test(head.trim())) return undefined;
  return "A head is the number of its entry, a colon, and its hash of 64 hexadecimal digits.";
}

/** What is wrong with the text of keys, if something is. */
export function problemOfKeys(keys: string): string | undefined {
  if (keys.trim() === "" || keysOf(keys).length > 0) return undefined;
  return "Give public keys as PEM, from BEGIN PUBLIC KEY to END PUBLIC KEY.";
}

/** The evidence as the API takes it. */
export function toEvidence(head: string, keys: string): Evidence {
  const found = keysOf(keys);
  return {
    ...(head.trim() !== "" && { head: head.trim() }),
    ...(found.length > 0 && { public_key: found.join(",") }),
  };
}

/** The keys of PEM texts as base64url. */
function keysOf(pem: string): string[] {
  const blocks = pem.matchAll(/-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----/g);
  return Array.from(blocks, ([, base64 = ""]) =>
    base64.replaceAll(/[\s=]/g, "").replaceAll("+", "-").replaceAll("/", "_"),
  );
}
