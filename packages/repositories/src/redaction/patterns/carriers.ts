import type { SecretPattern } from "../pattern.ts";

/** Secrets that are recognized by their carrier: headers, URLs, PEM, JWTs. */
export const carrierPatterns: readonly SecretPattern[] = [
  // Private keys in PEM (RFC 7468) and OpenPGP's armor (RFC 9580); a truncated one is matched to its end.
  {
    form: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  // JSON Web Tokens, signed or encrypted: a header that begins with {" is eyJ in base64url (RFC 7515, RFC 7516)
  { form: /(?<![\w-])eyJ[\w-]{10,}(?:\.[\w-]*){2,4}/g, accept: (jwt) => jwt.length >= 40 },
  // Bearer tokens (RFC 6750). In prose a word follows; a token has digits, or is longer than any word.
  {
    form: /(?<before>\bbearer\s{1,4})[\w.~+/-]{16,}={0,2}/gi,
    accept: (token) => hasDigit(token) || token.length >= 32,
  },
  // A bearer token in its header
  {
    form: /(?<before>authorization["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}bearer\s{1,4})[\w.~+/-]{16,}={0,2}/gi,
  },
  // Basic credentials (RFC 7617): user:password in base64
  { form: /(?<before>\bbasic\s{1,4})[A-Za-z0-9+/]{4,}={0,2}/gi, accept: isUserAndPassword },
  // The Authorization header (RFC 9110, section 11.6.2), with any scheme
  {
    form: /(?<before>authorization["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}(?:(?:bearer|basic|token|digest|negotiate|apikey|api-key|bot|oauth|sharedkey)\s{1,4})?)[^\s"'\\,;]{8,}/gi,
    accept: hasDigit,
  },
  // Cookie and Set-Cookie (RFC 6265), to the end of the line
  {
    form: /(?<before>cookie["'\\]{0,4}\s{0,4}:\s{0,4}["'\\]{0,4})[\w.-]{1,100}=[^\r\n"'\\]+/gi,
  },
  // The password in a URL (RFC 3986, section 3.2.1)
  {
    form: /(?<before>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}(?=@)/gi,
  },
  // A token in place of the user in a URL
  { form: /(?<before>(?<![a-z0-9+.-])https?:\/\/)[\w-]{20,256}(?=@)/gi, accept: hasDigit },
];

function hasDigit(text: string): boolean {
  return /\d/.test(text);
}

function isUserAndPassword(base64: string): boolean {
  const text = Buffer.from(base64, "base64").toString();
  return text.includes(":") && !/[\p{Cc}\ufffd]/u.test(text);
}
