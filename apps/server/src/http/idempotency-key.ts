import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

/** A string of RFC 9651, section 3.3.3, with the parameters that an item may have (section 3.1.2), which are ignored. */
const structured =
  /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"(?: *; *[a-z*][a-z0-9_.*-]*(?:=[!-~]+)?)*$/;

/**
 * Replaces the header by the key itself, on every route that takes it: the header is a string in quotes, as in
 * draft-ietf-httpapi-idempotency-key-header, or without quotes, as most clients write it. Both spellings are one key, and
 * the limit of the length is for the key without its quotes. Answers 400 to a quote that does not end.
 */
export function readIdempotencyKeys(app: FastifyInstance): void {
  app.addHook("preValidation", ({ headers, routeOptions }, _reply, done) => {
    const given = headers["idempotency-key"];
    const schema = routeOptions.schema?.headers as { readonly properties?: object } | undefined;
    if (typeof given !== "string" || !("idempotency-key" in (schema?.properties ?? {})))
      return done();
    headers["idempotency-key"] = parseIdempotencyKey(given.replaceAll(/^[ \t]+|[ \t]+$/g, ""));
    done();
  });
}

function parseIdempotencyKey(header: string): string {
  if (!header.startsWith('"')) return header;
  const key = structured.exec(header)?.[1];
  if (key !== undefined) return key.replaceAll(/\\(.)/g, "$1");
  throw new Problem(
    400,
    "invalid_input",
    "idempotency-key must be a string of RFC 9651 when it begins with a quote; end the quote, or leave it out",
    { field: "idempotency-key" },
  );
}
