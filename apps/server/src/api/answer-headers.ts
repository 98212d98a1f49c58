import { type Document, type Header, type Operation, operationsOf } from "./document.ts";

/** A header of answers, and the answers that can have it. */
interface AnswerHeader {
  readonly header: Header;
  readonly on: (operation: Operation, status: number) => boolean;
}

/** The headers of answers. A header without `required` is there only when it has something to say. */
const answerHeaders: Readonly<Record<string, AnswerHeader>> = {
  "Retry-After": {
    header: {
      description: "Seconds until a retry can succeed. Without it a retry is answered the same",
      schema: { type: "integer", minimum: 1 },
    },
    on: (_operation, status) => status === 429 || status === 503,
  },
  "RateLimit-Limit": rateLimitHeader(
    "How many requests of the caller are answered in a period of ten seconds",
  ),
  "RateLimit-Remaining": rateLimitHeader("How many more are answered in this period"),
  "RateLimit-Reset": rateLimitHeader("Seconds until the next period"),
  "WWW-Authenticate": {
    header: {
      description: "How the caller must be known (RFC 6750), or which scopes are missing",
      schema: { type: "string" },
    },
    on: (_operation, status) => status === 401 || status === 403,
  },
  "X-Request-Id": {
    header: {
      description: "Names the request, as the `request_id` of a problem and of the log",
      required: true,
      schema: { type: "string" },
    },
    on: () => true,
  },
  Location: {
    header: {
      description: "The path of the new record",
      schema: { type: "string", format: "uri-reference" },
    },
    on: ({ operationId }, status) =>
      status === 201 && !["addPasskey", "createSignInLink"].includes(operationId),
  },
  "Idempotency-Replayed": {
    header: {
      description: "Is there if the request was carried out before, and this is its answer again",
      schema: { const: "true" },
    },
    on: ({ parameters = [] }, status) =>
      status < 300 && parameters.some(({ name }) => name === "idempotency-key"),
  },
  "Set-Cookie": {
    header: { description: "The cookie of the session", schema: { type: "string" } },
    on: ({ operationId }, status) =>
      status < 300 && ["signInByLink", "signInByPasskey", "signOut"].includes(operationId),
  },
};

/** Of draft-ietf-httpapi-ratelimit-headers-07, on each answer but those of health. */
function rateLimitHeader(description: string): AnswerHeader {
  return {
    header: { description, schema: { type: "integer", minimum: 0 } },
    on: ({ tags }) => !tags?.includes("health"),
  };
}

/** Describes the headers of each answer, once under `components`. */
export function describeHeaders({ paths, components }: Document): void {
  const used: Record<string, Header> = {};
  for (const { operation } of operationsOf({ paths })) {
    for (const [status, answer] of Object.entries(operation.responses)) {
      const names = Object.keys(answerHeaders).filter((name) =>
        answerHeaders[name]?.on(operation, Number(status)),
      );
      if (names.length === 0) continue;
      for (const name of names) {
        const { header } = answerHeaders[name] ?? {};
        if (header) used[name] = header;
      }
      answer.headers = Object.fromEntries(
        names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
      );
    }
  }
  components.headers = used;
}
