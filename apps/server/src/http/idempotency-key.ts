import { maximumTextLength } from "@handsfree/repositories";
import Type from "typebox";
import { Problem } from "./problem.ts";
import { CallerHeaders } from "./schemas.ts";

/** Who calls, and under which name for this one request. */
export const KeyedCallerHeaders = Type.Object({
  ...CallerHeaders.properties,
  "idempotency-key": Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maximumTextLength,
      description: "The caller's name for this one request: a retry with it changes nothing",
    }),
  ),
});

/** A string of RFC 9651, section 3.3.3. */
const structured = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/;

/**
 * The key of the header: a string in quotes, as draft-ietf-httpapi-idempotency-key-header has it, or
 * without them, as most clients write it. Both spellings are one key.
 *
 * @throws {Problem} 400 for a quote that does not end.
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || !header.startsWith('"')) return header;
  const key = structured.exec(header)?.[1];
  if (key !== undefined) return key.replaceAll(/\\(.)/g, "$1");
  throw new Problem(
    400,
    "invalid_input",
    "idempotency-key begins with a quote and is no string of RFC 9651; end the quote, or leave it out",
    { field: "idempotency-key" },
  );
}
