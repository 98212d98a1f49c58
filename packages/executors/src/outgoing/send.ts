import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestByHttp } from "node:http";
import { request as requestByHttps } from "node:https";
import type { LookupFunction } from "node:net";
import type { AddressRules } from "./address-rules.ts";

/** How long a request may take in all, in milliseconds. */
const defaultTimeLimit = 15_000;
/** How much of an answer's body is read, in bytes, before the connection is closed. */
const mostBody = 16_384;
/** The largest headers of an answer, in bytes. */
const mostHeaders = 16_384;

/** A request to make. */
export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Whether the body of the answer is wanted. */
  readonly wantsBody?: boolean | undefined;
}

/** What was answered, or why there is no answer. */
export type OutgoingAnswer =
  | {
      readonly status: number;
      /** The header `Retry-After`. */
      readonly retryAfter?: string | undefined;
      /** Up to 16 KiB of the body, if it is wanted. */
      readonly body?: string | undefined;
    }
  | { readonly error: string };

/** Makes a request. It ends within a limit of time, and does not follow redirects. */
export type SendRequest = (request: OutgoingRequest) => Promise<OutgoingAnswer>;

const refused =
  "the address is not allowed: requests go to public addresses by https, and to others only if the settings allow them";

interface Address {
  readonly address: string;
  readonly family: number;
}

/** The options of `requestSender`. */
export interface SenderOptions {
  readonly rules: AddressRules;
  /** Finds the addresses of a name. Default: as the machine does. */
  readonly resolve?: ((name: string) => Promise<readonly Address[]>) | undefined;
  /** In milliseconds. Default 15,000. */
  readonly timeLimit?: number | undefined;
}

/**
 * Sends requests to addresses that users gave. The addresses that a name has are compared with the rules at the moment of the connection, which
 * then goes to one of them: so a name that changes its address gains nothing. Redirects are not followed, each request has
 * a connection of its own, and little of the answer is read.
 */
export function requestSender({
  rules,
  resolve = (name) => lookup(name, { all: true }),
  timeLimit = defaultTimeLimit,
}: SenderOptions): SendRequest {
  return async (message) => {
    const url = new URL(message.url);
    const isEncrypted = url.protocol === "https:";
    const mayCall = (address: string) => rules.mayCall(address, isEncrypted);
    // A connection to a literal address has no look-up.
    if (rules.refuses(url)) return { error: refused };
    const limit = AbortSignal.timeout(timeLimit);
    const signal = AbortSignal.any([message.signal, limit]);
    try {
      return await post(url, message, signal, allowedLookup(resolve, mayCall));
    } catch (error) {
      if (limit.aborted) return { error: `no answer within ${timeLimit} ms` };
      return { error: textOf(error) };
    }
  };
}

/** The look-up of a connection, which fails if one of the addresses is not allowed. */
function allowedLookup(
  resolve: NonNullable<SenderOptions["resolve"]>,
  mayCall: (address: string) => boolean,
): LookupFunction {
  return (name, { all }, callback) => {
    void resolve(name).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => mayCall(address))) {
          callback(new RefusedAddress(refused), "", 0);
        } else if (all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, "", 0),
    );
  };
}

class RefusedAddress extends Error {}

function post(
  url: URL,
  { headers, body, wantsBody = false }: OutgoingRequest,
  signal: AbortSignal,
  lookupAllowed: LookupFunction,
): Promise<OutgoingAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OutgoingAnswer>();
  const begin = url.protocol === "https:" ? requestByHttps : requestByHttp;
  const bytes = Buffer.from(body);
  const request = begin(url, {
    method: "POST",
    headers: { "user-agent": "handsfree-webhooks", ...headers, "content-length": bytes.length },
    agent: false,
    lookup: lookupAllowed,
    maxHeaderSize: mostHeaders,
    signal,
  });
  request.on("error", reject);
  request.on("response", (response) => {
    readSome(response, (read) => {
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers["retry-after"],
        ...(wantsBody && { body: read.toString("utf8") }),
      });
      request.destroy();
    });
  });
  request.end(bytes);
  return promise;
}

/** Reads a little of the body. The status counts also if the body does not end. */
function readSome(response: IncomingMessage, whenRead: (read: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const done = (): void => whenRead(Buffer.concat(chunks));
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > mostBody) done();
    else chunks.push(chunk);
  });
  response.on("error", done);
  response.on("close", done);
  response.on("end", done);
}

/** The text has no address, and nothing of an answer. */
function textOf(error: unknown): string {
  if (error instanceof RefusedAddress) return refused;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === "string" ? `the request failed: ${code}` : "the request failed";
}
