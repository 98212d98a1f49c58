import Type from "typebox";
import { Problem } from "./problem.ts";
import { CallerHeaders } from "./schemas.ts";

/** The headers of a caller whose request is carried out once, however often it is sent. */
export const OnceOnlyHeaders = Type.Object({
  ...CallerHeaders.properties,
  "idempotency-key": Type.String({
    description:
      'The caller\'s name for this one request, which a retry repeats: "8e03978e-40d5-43dd-bc93-6894a57f9324", ' +
      "with or without the quotes",
  }),
});

/** A String of RFC 9651, section 3.3.3, which is what the header is. */
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/;
/** What most clients send in its place. A comma is what two headers are joined with. */
const bare = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/;

/**
 * The key in an `Idempotency-Key` header, as draft-ietf-httpapi-idempotency-key-header-07 has it.
 *
 * @throws {Problem} 400 when it is no key.
 */
export function readIdempotencyKey(header: string): string {
  const text = header.trim();
  if (bare.test(text)) return text;
  const key = quoted.exec(text)?.[1];
  if (key !== undefined) return key.replaceAll(/\\(["\\])/g, "$1");
  throw new Problem(
    400,
    "invalid_input",
    'idempotency-key is not one key; give a text in double quotes, like "8e03978e-40d5-43dd-bc93-6894a57f9324"',
    { field: "idempotency-key" },
  );
}
