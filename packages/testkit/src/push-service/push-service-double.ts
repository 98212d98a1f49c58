import {
  createDecipheriv,
  createECDH,
  createHmac,
  createPublicKey,
  type ECDH,
  randomBytes,
  verify,
} from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type SelfSigned, selfSigned, trusting } from "./certificate.ts";

export { type SelfSigned, selfSigned };

/** A message that the push service has taken, as the browser decrypts it. */
export interface Pushed {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
}

/** A subscription of a browser, as its `toJSON` returns it. */
export interface Subscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/**
 * A push service (RFC 8030) with one browser. It verifies who sends (RFC 8292), and decrypts as the browser does (RFC
 * 8291 and 8188). It is written by the RFCs alone, and knows nothing of the library that encrypts.
 */
export class PushServiceDouble implements AsyncDisposable {
  readonly pushed: Pushed[] = [];
  /** Why a message was not taken. */
  readonly refusals: string[] = [];
  /** The status of the answer, and its `Retry-After`. */
  answer: { readonly status: number; readonly retryAfter?: string } = { status: 201 };
  readonly #server;
  readonly #trust: Disposable;
  readonly #browser: ECDH;
  readonly #auth = randomBytes(16);
  /** The `applicationServerKey` with which the browser has subscribed. */
  readonly #applicationServerKey: string;
  #origin = "";

  private constructor(applicationServerKey: string, certificate: SelfSigned) {
    this.#trust = trusting(certificate);
    this.#applicationServerKey = applicationServerKey;
    this.#browser = createECDH("prime256v1");
    this.#browser.generateKeys();
    this.#server = createServer(certificate, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { status, retryAfter } = this.answer;
        const problem =
          status === 201 ? this.#take(request.headers, Buffer.concat(chunks)) : undefined;
        if (problem !== undefined) this.refusals.push(problem);
        response
          .writeHead(problem === undefined ? status : 400, {
            ...(retryAfter !== undefined && { "retry-after": retryAfter }),
            ...(status === 201 && { location: `${this.#origin}/message/1` }),
          })
          .end(problem);
      });
    });
  }

  /** @param certificate what it proves itself by, which this process trusts meanwhile. Another one must be told. */
  static async start(
    applicationServerKey: string,
    certificate: SelfSigned = selfSigned(),
  ): Promise<PushServiceDouble> {
    const service = new PushServiceDouble(applicationServerKey, certificate);
    await new Promise<void>((resolve) => service.#server.listen(0, "127.0.0.1", resolve));
    const { port } = service.#server.address() as AddressInfo;
    service.#origin = `https://127.0.0.1:${port}`;
    return service;
  }

  get origin(): string {
    return this.#origin;
  }

  get subscription(): Subscription {
    return {
      endpoint: `${this.#origin}/push/of-this-browser`,
      keys: {
        p256dh: this.#browser.getPublicKey().toString("base64url"),
        auth: this.#auth.toString("base64url"),
      },
    };
  }

  /** The messages as JSON. */
  get messages(): unknown[] {
    return this.pushed.map(({ text }) => JSON.parse(text) as unknown);
  }

  /** @returns why the message is refused; undefined if it is taken. */
  #take(headers: IncomingHttpHeaders, body: Buffer): string | undefined {
    if (!/^\d+$/.test(String(headers["ttl"]))) return "there is no TTL";
    if (headers["content-encoding"] !== "aes128gcm") return "the content encoding is another one";
    if (body.length > 4096) return "the message is larger than 4096 bytes";
    if (!/^[\w-]{1,32}$/.test(String(headers["topic"]))) return "the topic is not base64url";
    const [, token = "", key = ""] =
      /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? "") ?? [];
    if (key !== this.#applicationServerKey) return "the subscription is for another server";
    const claims = verifyToken(token, key);
    if (claims === undefined) return "the token is not signed by its key";
    if (claims.aud !== this.#origin) return "the token is for another service";
    const left = claims.exp - Date.now() / 1000;
    if (left <= 0 || left > 86_400) return "the token has ended, or lives too long";
    this.pushed.push({ headers, text: this.#decrypt(body), claims });
    return undefined;
  }

  #decrypt(body: Buffer): string {
    // RFC 8188, 2.1: salt, record size, length of the key, key.
    const salt = body.subarray(0, 16);
    const recordSize = body.readUInt32BE(16);
    const keyLength = body.readUInt8(20);
    const senderKey = body.subarray(21, 21 + keyLength);
    const record = body.subarray(21 + keyLength);
    if (record.length > recordSize) throw new Error("a push message has one record");
    // RFC 8291, 3.4.
    const shared = this.#browser.computeSecret(senderKey);
    const info = Buffer.concat([
      Buffer.from("WebPush: info\0"),
      this.#browser.getPublicKey(),
      senderKey,
    ]);
    const ikm = hkdf(this.#auth, shared, info, 32);
    // RFC 8188, 2.2 and 2.3.
    const key = hkdf(salt, ikm, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
    const nonce = hkdf(salt, ikm, Buffer.from("Content-Encoding: nonce\0"), 12);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    const end = padded.lastIndexOf(2);
    if (padded.subarray(end + 1).some((byte) => byte !== 0))
      throw new Error("the padding is wrong");
    return padded.subarray(0, end).toString("utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#trust[Symbol.dispose]();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** RFC 5869, with one block, by its definition. */
function hkdf(salt: Uint8Array, ikm: Uint8Array, info: Uint8Array, length: number): Buffer {
  const prk = createHmac("sha256", salt).update(ikm).digest();
  return createHmac("sha256", prk).update(info).update(Buffer.of(1)).digest().subarray(0, length);
}

/** @returns the claims of a JWT that the key has signed (RFC 7515, ES256). */
function verifyToken(token: string, key: string): Pushed["claims"] | undefined {
  const [head = "", body = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const header = JSON.parse(Buffer.from(head, "base64url").toString()) as { alg: string };
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (header.alg !== "ES256" || !isSigned) return undefined;
  return JSON.parse(Buffer.from(body, "base64url").toString()) as Pushed["claims"];
}
