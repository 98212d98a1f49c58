import { InvalidInputError } from "../errors.ts";
import { requireParameters } from "./url-settings.ts";

const scheme = /^postgres(?:ql)?:\/\//i;

/** Whether a text is meant to be a PostgreSQL URL, and so is not a path. */
export function looksLikeUrl(text: string): boolean {
  return scheme.test(text.trim());
}

/**
 * @throws {InvalidInputError} unless it is a PostgreSQL URL of which every parameter is honoured. Nothing
 *   of it but the name of a parameter is in the message, since a password can stand anywhere in a text
 *   that does not parse.
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
