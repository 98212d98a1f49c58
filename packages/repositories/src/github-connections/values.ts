import { InvalidInputError } from "@handsfree/query";
import type { GithubConnectionRow } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { optionalLogin } from "./login.ts";
import { isSecret, optionalName } from "../redaction/keep-text.ts";
import { optionalText, requireWhole } from "../validate.ts";

/** The values of a connection that its owner gives. Null is none. */
export interface ConnectionValues {
  /** A whole number from 1. */
  readonly installationId?: number | null | undefined;
  /**
   * The name under which a secret manager keeps the token, up to 1000 characters, for example
   * `projects/acme/secrets/github-token`. A token is refused.
   */
  readonly tokenRef?: string | null | undefined;
  /** Up to 1000 characters. */
  readonly scopes?: string | null | undefined;
  /** The owner's login on GitHub, to whom notices about it go. */
  readonly login?: string | null | undefined;
}

/** The same in columns. */
export type ConnectionColumns = Pick<
  GithubConnectionRow,
  "installation_id" | "login" | "scopes" | "token_ref"
>;

/** The columns of the values that were given. @throws {InvalidInputError} naming the field. */
export function keepValues(
  { installationId, tokenRef, scopes, login }: ConnectionValues,
  context: Context,
): Partial<ConnectionColumns> {
  return {
    ...(installationId !== undefined && {
      installation_id: installationId === null ? null : requireInstallation(installationId),
    }),
    ...(tokenRef !== undefined && { token_ref: optionalReference(tokenRef, context) }),
    ...(scopes !== undefined && { scopes: optionalName("scopes", scopes, context) }),
    ...(login !== undefined && { login: optionalLogin("login", login) }),
  };
}

/** @throws {InvalidInputError} for a connection that connects nothing. */
export function requireConnecting({
  installation_id,
  token_ref,
}: Pick<ConnectionColumns, "installation_id" | "token_ref">): void {
  if (installation_id !== null || token_ref !== null) return;
  throw new InvalidInputError(
    "installationId",
    "is missing, and so is tokenRef; give at least one of them",
  );
}

function requireInstallation(id: number): number {
  return requireWhole("installationId", id, 1, Number.MAX_SAFE_INTEGER);
}

/** The tokens of GitHub before 2021 are hexadecimal, as many names are, so that redaction leaves them alone. */
const oldToken = /(?<![0-9a-z])(?:v1\.)?[0-9a-f]{40}(?![0-9a-z])/i;

function optionalReference(reference: string | null, context: Context): string | null {
  const text = optionalText("tokenRef", reference);
  if (text === null || !(oldToken.test(text) || isSecret(text, context))) return text;
  throw new InvalidInputError(
    "tokenRef",
    "looks like it holds a token, which would be stored; give the name under which a secret manager keeps it",
  );
}
