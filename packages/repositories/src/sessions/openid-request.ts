import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { storeChallenge, takeChallenge } from "./challenges.ts";
import { derivedBytes, isSecretText, secretText } from "./secret-texts.ts";

/** The values that recognize a sign-in by OpenID Connect. All are derived from the secret, so none is stored. */
export interface OpenIdRequest {
  /** The browser's part, for a cookie. An answer without it belongs to another browser. */
  readonly secret: string;
  readonly state: string;
  readonly nonce: string;
  /** The verifier of PKCE (RFC 7636). */
  readonly codeVerifier: string;
}

function requestOf(secret: string): OpenIdRequest {
  const derive = (purpose: string): string => derivedBytes(secret, purpose).toString("base64url");
  return {
    secret,
    state: derive("state"),
    nonce: derive("nonce"),
    codeVerifier: derive("verifier"),
  };
}

/** Begins a sign-in by OpenID Connect, which ends within 5 minutes. @returns undefined if 10,000 are under way. */
export async function beginOpenIdSignIn(
  db: Executor<Database>,
  context: Context = systemContext,
): Promise<OpenIdRequest | undefined> {
  requireCall(db, context);
  const request = requestOf(secretText("openid"));
  const challenge = { purpose: "openid", value: request.state } as const;
  const { outcome } = await storeChallenge(db, challenge, context);
  return outcome === "created" ? request : undefined;
}

/**
 * Takes the request that a browser began, so that a second answer to it is refused.
 *
 * @param secret the browser's cookie.
 * @returns undefined if it was answered before, has expired, or never existed.
 * @throws {InvalidInputError} if the secret is not a text.
 */
export async function takeOpenIdRequest(
  db: Executor<Database>,
  secret: string,
  context: Context = systemContext,
): Promise<OpenIdRequest | undefined> {
  requireCall(db, context);
  if (!isSecretText("openid", "secret", secret)) return undefined;
  const request = requestOf(secret);
  const answer = { purpose: "openid", value: request.state } as const;
  return (await takeChallenge(db, answer, context)) ? request : undefined;
}
