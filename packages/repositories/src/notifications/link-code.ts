import { randomBytes } from "node:crypto";
import { sha256 } from "../token.ts";
import { notificationLimits } from "./limits.ts";

/** A code by which a person proves that an address is theirs. Its text is stored nowhere. */
export interface LinkCode {
  /** 12 letters and digits, in three groups. */
  readonly code: string;
  readonly sha256: string;
  readonly expiresAt: Date;
}

/** Without letters that look like digits. */
const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ023456789"; // cspell:disable-line

/** Makes a code of 60 random bits, too many to guess in ten minutes. */
export function newLinkCode(now: Date): LinkCode {
  const letters = [...randomBytes(12)].map((byte) => alphabet[byte % alphabet.length]).join("");
  const code = letters.replaceAll(/(.{4})(?=.)/g, "$1-");
  const expiresAt = new Date(now.getTime() + notificationLimits.linkSeconds * 1000);
  return { code, sha256: hashCode(code), expiresAt };
}

/** The stored form of a code, however a person has typed it. */
export function hashCode(text: string): string {
  return sha256(text.toUpperCase().replaceAll(/[^A-Z0-9]/g, ""));
}
