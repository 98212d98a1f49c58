import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from "openid-client";
import type { OpenIdPerson, OpenIdRequest } from "@handsfree/repositories/sessions";
import type { OpenIdSettings } from "./settings.ts";

/** How long the provider's metadata is believed, in milliseconds: an hour. */
const metadataLife = 3_600_000;
/** How long an answer of the provider may take, in seconds. */
const timeLimit = 10;

/** A person as the provider describes them. */
export type ProvidedPerson = Pick<
  OpenIdPerson,
  "issuer" | "subject" | "verifiedEmail" | "displayName"
>;

/** A provider of OpenID Connect, whose metadata is read when it is first needed. */
export class OpenIdProvider {
  readonly #settings: OpenIdSettings;
  readonly #redirectUri: string;
  #known: { readonly configuration: Promise<Configuration>; readonly until: number } | undefined;

  /** @param origin that of this server, to which the provider leads the browser back. */
  constructor(settings: OpenIdSettings, origin: string) {
    this.#settings = settings;
    this.#redirectUri = `${origin}/v1/openid/callback`;
  }

  /** The address at the provider to which a browser goes. @throws if the provider cannot be reached. */
  async startUrl({ state, nonce, codeVerifier }: OpenIdRequest): Promise<string> {
    const url = buildAuthorizationUrl(await this.#configuration(), {
      redirect_uri: this.#redirectUri,
      scope: "openid email profile",
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    return url.href;
  }

  /**
   * Exchanges the code of an answer, and verifies the ID token: signature, issuer, audience, nonce and time.
   *
   * @param query that of the address to which the browser was led back.
   * @throws for an answer that is not as it must be, and if the provider cannot be reached.
   */
  async answer(query: string, request: OpenIdRequest): Promise<ProvidedPerson> {
    const configuration = await this.#configuration();
    const { state, nonce, codeVerifier } = request;
    const url = new URL(`${this.#redirectUri}?${query}`);
    const tokens = await authorizationCodeGrant(configuration, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new TypeError("the answer has no ID token");
    const { iss: issuer, sub: subject } = claims;
    // Providers may leave the address out of the ID token (OpenID Connect Core, section 5.4).
    const facts =
      claims["email"] === undefined &&
      configuration.serverMetadata().userinfo_endpoint !== undefined
        ? await fetchUserInfo(configuration, tokens.access_token, subject)
        : claims;
    const { email, email_verified: isVerified, name } = facts as Readonly<Record<string, unknown>>;
    return {
      issuer,
      subject,
      verifiedEmail: typeof email === "string" && isVerified === true ? email : undefined,
      displayName: typeof name === "string" && name !== "" ? name.slice(0, 200) : undefined,
    };
  }

  async #configuration(): Promise<Configuration> {
    const now = performance.now();
    if (this.#known === undefined || this.#known.until <= now) {
      this.#known = { configuration: this.#discover(), until: now + metadataLife };
    }
    const { configuration } = this.#known;
    try {
      return await configuration;
    } catch (error) {
      // The next sign-in asks again.
      this.#known = undefined;
      throw error;
    }
  }

  #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const isPlain = issuer.startsWith("http:");
    return discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: timeLimit,
      // The settings allow plain HTTP on this machine alone.
      execute: isPlain
        ? [allowInsecureRequests, enableNonRepudiationChecks]
        : [enableNonRepudiationChecks],
    });
  }
}

/** The name of what was wrong, for the log. Messages and causes can hold tokens. */
export function nameOfFailure(error: unknown): string {
  const { code, name, error: word } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return [code ?? name, word].filter((part) => typeof part === "string").join(" ") || "unknown";
}
