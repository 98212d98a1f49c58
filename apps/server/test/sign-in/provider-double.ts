import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** What a forged answer has that a right one has not. */
export interface Forgery {
  readonly claims?: JWTPayload;
  /** Whether the ID token is signed by a key that is not the provider's. */
  readonly foreignKey?: boolean;
  /** Whether the ID token is not signed. */
  readonly unsigned?: boolean;
  /** Whether there is no ID token. */
  readonly withoutIdToken?: boolean;
}

const clientId = "handsfree";
const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/** A provider of OpenID Connect that answers whatever a test wants, which no real one would. */
export class ProviderDouble implements AsyncDisposable {
  forgery: Forgery = {};
  /** The claims of a right ID token, besides those that the protocol asks for. */
  person: JWTPayload = { sub: "17", email: "ada@example.org", email_verified: true };
  readonly #server: Server;
  readonly #nonces = new Map<string, string>();
  readonly #key: Awaited<ReturnType<typeof generateKeyPair>>;
  readonly #foreign: CryptoKey;

  private constructor(
    server: Server,
    key: Awaited<ReturnType<typeof generateKeyPair>>,
    foreign: CryptoKey,
  ) {
    this.#server = server;
    this.#key = key;
    this.#foreign = foreign;
  }

  static async start(): Promise<ProviderDouble> {
    const server = createServer();
    const key = await generateKeyPair("RS256");
    const { privateKey } = await generateKeyPair("RS256");
    const double = new ProviderDouble(server, key, privateKey);
    server.on("request", (request, response) => void double.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return double;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the person does at the provider. @returns the address to which the browser is led back. */
  consent(startUrl: string): URL {
    const asked = new URL(startUrl).searchParams;
    const code = crypto.randomUUID();
    this.#nonces.set(code, asked.get("nonce") ?? "");
    const back = new URL(asked.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", asked.get("state") ?? "");
    return back;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const json = await this.#document(request.url ?? "", form.get("code") ?? "");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(json));
  }

  async #document(path: string, code: string): Promise<object> {
    const { issuer } = this;
    if (path === "/.well-known/openid-configuration") {
      return {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
      };
    }
    if (path === "/jwks") {
      const jwk = await exportJWK(this.#key.publicKey);
      return { keys: [{ ...jwk, kid: "1", alg: "RS256", use: "sig" }] };
    }
    const answer = { access_token: "access-of-a-test", token_type: "Bearer" };
    if (this.forgery.withoutIdToken) return answer;
    return { ...answer, id_token: await this.#idToken(this.#nonces.get(code) ?? "") };
  }

  async #idToken(nonce: string): Promise<string> {
    const { claims = {}, foreignKey = false, unsigned = false } = this.forgery;
    const payload: JWTPayload = {
      iss: this.issuer,
      aud: clientId,
      iat: nowInSeconds(),
      exp: nowInSeconds() + 60,
      nonce,
      ...this.person,
      ...claims,
    };
    if (unsigned) {
      const part = (json: object): string =>
        Buffer.from(JSON.stringify(json)).toString("base64url");
      return `${part({ alg: "none" })}.${part(payload)}.`;
    }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .sign(foreignKey ? this.#foreign : this.#key.privateKey);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
