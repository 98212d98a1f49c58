import { InvalidInputError } from "../errors.ts";
import { requireParameters } from "./url-settings.ts";

const scheme = /^postgres(?:ql)?:\/\//i;

/** Whether a text begins like a PostgreSQL URL, so that it is not a path. */
export function looksLikeUrl(text: string): boolean {
  return scheme.test(text.trim());
}

/**
 * @throws {InvalidInputError} unless the text is a PostgreSQL URL whose parameters are all supported. The message
 *   contains nothing of the URL but the name of a parameter, since a password can be anywhere in a text that
 *   does not parse.
 */
export function requireUrl(field: string, url: string): void {
  if (!looksLikeUrl(url) || !canBeRead(url) || url !== url.trim()) {
    throw new InvalidInputError(
      field,
      "is not a PostgreSQL URL; give one like postgres://user:password@host:5432/database, with special characters percent-encoded and no white space around it",
    );
  }
  requireParameters(field, new URL(url));
}

/** The server and the database of a URL, without user, password and settings. */
export function describeUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function canBeRead(url: string): boolean {
  try {
    const { username, password, pathname } = new URL(url);
    for (const part of [username, password, pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
