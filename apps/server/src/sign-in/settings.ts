/** A provider of OpenID Connect. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whether a person whom the provider names, and who is no user, becomes a member. */
  readonly createsMembers: boolean;
}

/** How people sign in. */
export interface SignInSettings {
  /** The origin at which browsers reach the server. Links, passkeys and the answers of a provider are bound to it. */
  readonly origin: string;
  readonly openId?: OpenIdSettings | undefined;
}

/** Where a browser on the same machine finds a server with the default port. Passkeys need a name, not an address. */
export const localSignIn: SignInSettings = { origin: "http://localhost:8080" };
