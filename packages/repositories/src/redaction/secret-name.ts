/** Endings of the names of secrets, as words in lower case. */
const secretEndings: readonly string[] = [
  "password",
  "passwords",
  "passwd",
  "pwd",
  "passphrase",
  "passcode",
  "password confirmation",
  "password hash",
  "secret",
  "secrets",
  "token",
  "authtoken",
  "accesstoken",
  "refreshtoken",
  "clientsecret",
  "jwt",
  "otp",
  "totp",
  "apikey",
  "apikeys",
  "api key",
  "api keys",
  "accesskey",
  "access key",
  "account key",
  "encryption key",
  "privatekey",
  "private key",
  "secretkey",
  "secret key",
  "signing key",
  "authorization",
  "bearer",
  "cookie",
  "cookies",
  "credential",
  "credentials",
  "connection string",
];

/** A page token is a position in a list, not a secret. */
const harmless = /(?:^| )page token$/;

/** Whether the name of a member says that its value is a secret. */
export type SecretName = (name: string) => boolean;

/**
 * Makes the test for names. The last whole words decide: `accessToken`, `X-Api-Key` and `CLIENT_SECRET` are secret;
 * `token_count`, `tokens_used` and `secretary` are not.
 *
 * @param more further endings, in any naming style.
 */
export function secretNames(more: readonly string[]): SecretName {
  const endings = new Set([...secretEndings, ...more.map(wordsOf)]);
  const longest = Math.max(...[...endings].map((ending) => ending.split(" ").length));
  return (name) => {
    const words = wordsOf(name);
    if (harmless.test(words)) return false;
    const last = words.split(" ").slice(-longest);
    return last.some((_, index) => endings.has(last.slice(index).join(" ")));
  };
}

/** The words of a name in snake, kebab or camel case, without a number at its end. */
export function wordsOf(name: string): string {
  const words = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\d+/gu) ?? [];
  if (words.length > 1 && /^\d/.test(words.at(-1) ?? "")) words.pop();
  return words.join(" ").toLowerCase();
}
