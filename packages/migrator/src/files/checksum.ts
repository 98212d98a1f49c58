import { createHash } from "node:crypto";
import type { Migration } from "./migration.ts";

/**
 * Takes out a byte-order mark and ends lines with a line feed. This text runs and gets the checksum, so that a
 * checkout on Windows does the same.
 */
export function normalizeText(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
}

/** SHA-256 of the normalized text in UTF-8, in lower-case hexadecimal. */
export function checksumOf(text: string): string {
  return createHash("sha256").update(normalizeText(text)).digest("hex");
}

/** The checksum of the statements before the one with this number, as the file has them. */
export function checksumBefore({ statements }: Migration, statement: number): string {
  const done = statements.slice(0, statement - 1).map(({ text }) => text);
  return checksumOf(done.join(";\n"));
}
