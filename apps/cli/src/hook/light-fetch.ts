import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";

/**
 * Does of `fetch` what the client uses. The global one loads for longer than all else of a hook, and so does an
 * `import` of `node:http`, which has the classes of `fetch` among its exports.
 */
export const lightFetch: typeof fetch = async (input, init = {}) => {
  if (typeof input === "object" && "method" in input) throw new TypeError("give an address");
  const url = new URL(input);
  const { method = "GET", headers, body, signal } = init;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = open(url, {
    method,
    headers: headers as Readonly<Record<string, string>>,
    // A connection that is kept would keep the process.
    agent: false,
    ...(signal && { signal }),
  });
  request.on("response", resolve).on("error", reject);
  request.end(body);
  const answer = await promise;
  const { statusCode: status = 0 } = answer;
  if (status >= 300 && status < 400) {
    request.destroy();
    // The key must not follow to another server.
    throw new TypeError("the server answers with a redirect");
  }
  return toResponse(answer, status);
};

function open(url: URL, options: RequestOptions): ClientRequest {
  const { request } =
    url.protocol === "https:"
      ? process.getBuiltinModule("node:https")
      : process.getBuiltinModule("node:http");
  return request(url, options);
}

/** The parts of a response that the client reads. */
type ReadResponse = Pick<Response, "ok" | "status" | "statusText"> & {
  readonly headers: Pick<Headers, "get">;
  readonly body: { getReader(): Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel"> };
};

function toResponse(answer: IncomingMessage, status: number): Response {
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  const response: ReadResponse = {
    ok: status >= 200 && status < 300,
    status,
    statusText: answer.statusMessage ?? "",
    headers: {
      get: (name) => {
        const value = answer.headers[name.toLowerCase()];
        return (Array.isArray(value) ? value.join(", ") : value) ?? null;
      },
    },
    body: {
      getReader: () => ({
        read: async () => {
          const { done, value } = await chunks.next();
          return done === true ? { done, value: undefined } : { done: false, value };
        },
        cancel: async () => void answer.destroy(),
      }),
    },
  };
  return response as Response;
}
