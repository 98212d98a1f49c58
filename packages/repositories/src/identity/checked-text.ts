import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomSize = 32;
/** 62^43 is more than 2^256. */
const randomLength = 43;
/** 62^6 is more than 2^32. */
const checksumLength = 6;
const bodyLength = randomLength + checksumLength;

/**
 * Makes a secret text: the prefix; 32 random bytes in base62, padded to 43 characters; and the CRC-32 of all that in
 * base62, padded to 6. Secret scanners recognize it by the prefix, and a mistyped one by the checksum.
 *
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function checkedText(prefix: string, random: Uint8Array = randomBytes(randomSize)): string {
  const value = BigInt(`0x${Buffer.from(random).toString("hex")}`);
  const start = prefix + base62(value, randomLength);
  return start + checksum(start);
}

/** Tells the form of a text that begins with the prefix. */
export function formOf(prefix: string, text: string): "well_formed" | "mistyped" | "truncated" {
  const body = text.slice(prefix.length);
  if (body.length > bodyLength || !/^[0-9A-Za-z]*$/.test(body)) return "mistyped";
  if (body.length < bodyLength) return "truncated";
  const start = text.slice(0, -checksumLength);
  return text === start + checksum(start) ? "well_formed" : "mistyped";
}

/** Whether a text is one of those with the prefix, complete and without a wrong character. */
export function isWellFormed(prefix: string, text: string): boolean {
  return text.startsWith(prefix) && formOf(prefix, text) === "well_formed";
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), checksumLength);
}

function base62(value: bigint, length: number): string {
  let digits = "";
  for (let rest = value; rest > 0n; rest /= 62n)
    digits = alphabet.charAt(Number(rest % 62n)) + digits;
  return digits.padStart(length, alphabet.charAt(0));
}
