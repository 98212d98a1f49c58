import { createHash } from "node:crypto";

/**
 * The text as every checkout has it: without a byte-order mark, lines ended by a line feed. It is what is
 * run and what the checksum is over, so that a checkout on Windows does the same.
 */
export function normalizeText(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
}

/** SHA-256 over the normalized text in UTF-8, in lower-case hexadecimal. */
export function checksumOf(text: string): string {
  return createHash("sha256").update(normalizeText(text)).digest("hex");
}
