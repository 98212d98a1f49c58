import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { requireString } from "../validate.ts";

/** Who can have a key: a person or a program. */
export type PrincipalKind = "user" | "service";

/**
 * What the form of a text tells about it:
 *
 * - `well_formed`: it can be a key of a principal of this kind. Only a look-up tells whether it is one.
 * - `mistyped`: it looks like a key, and its checksum or its length says that a character is wrong.
 * - `truncated`: it is the beginning of a key.
 * - `foreign`: it is no key of HandsFree.
 */
export type ParsedKey =
  | { readonly form: "well_formed"; readonly kind: PrincipalKind }
  | { readonly form: "mistyped" | "truncated" | "foreign" };

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomSize = 32;
/** 62^43 is more than 2^256. */
const randomLength = 43;
/** 62^6 is more than 2^32. */
const checksumLength = 6;
const bodyLength = randomLength + checksumLength;

const prefixes: Readonly<Record<PrincipalKind, string>> = {
  user: "hf_user_",
  service: "hf_service_",
};

/** The number of last characters of a key that are stored, so that a person recognizes it. */
const shownLength = 4;

/**
 * Makes the text of a key: `hf_`, the kind and `_`; 32 random bytes in base62, padded to 43 characters; and the CRC-32
 * of all that in base62, padded to 6. Secret scanners recognize it by the prefix, and a mistyped key by the checksum.
 *
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function keyText(kind: PrincipalKind, random: Uint8Array = randomBytes(randomSize)): string {
  const value = BigInt(`0x${Buffer.from(random).toString("hex")}`);
  const start = prefixes[kind] + base62(value, randomLength);
  return start + checksum(start);
}

/** Tells what a text is without a look-up. A key that was copied with white space around it is `foreign` or `mistyped`. */
export function parseKey(text: string): ParsedKey {
  const given = requireString("text", text);
  const kind = (["user", "service"] as const).find((one) => given.startsWith(prefixes[one]));
  if (kind === undefined) return { form: isBeginning(given) ? "truncated" : "foreign" };
  const body = given.slice(prefixes[kind].length);
  if (body.length > bodyLength || !/^[0-9A-Za-z]*$/.test(body)) return { form: "mistyped" };
  if (body.length < bodyLength) return { form: "truncated" };
  const start = given.slice(0, -checksumLength);
  return given === start + checksum(start) ? { form: "well_formed", kind } : { form: "mistyped" };
}

/** The end of a key that is stored beside its hash. */
export function lastCharacters(text: string): string {
  return text.slice(-shownLength);
}

/** Whether a text ends within a prefix. */
function isBeginning(text: string): boolean {
  return text.startsWith("hf_") && Object.values(prefixes).some((one) => one.startsWith(text));
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
