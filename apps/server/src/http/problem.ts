import { STATUS_CODES } from "node:http";
import Type from "typebox";

/**
 * A refusal as RFC 9457 has it. `type` is `about:blank` (so `title` is the status's phrase), and
 * `code` is what a program goes by.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.extensions = extensions;
  }

  toJSON(): Record<string, unknown> {
    return {
      type: "about:blank",
      title: STATUS_CODES[this.status] ?? "Error",
      status: this.status,
      code: this.code,
      detail: this.message,
      ...this.extensions,
    };
  }
}

export function tooLarge(): Problem {
  return new Problem(413, "payload_too_large", "the body is larger than this route takes");
}

export const problemMediaType = "application/problem+json";

/** What the API description calls `Problem`. */
export const ProblemSchema = Type.Object(
  {
    type: Type.Literal("about:blank"),
    title: Type.String({ description: "The phrase of the HTTP status" }),
    status: Type.Integer(),
    code: Type.String({ description: "What a program goes by, for example invalid_input" }),
    detail: Type.String({ description: "What is wrong, and the way out" }),
    field: Type.Optional(Type.String({ description: "The member, parameter or header at fault" })),
  },
  { $id: "Problem", additionalProperties: true, description: "RFC 9457 problem details" },
);

/**
 * The problems that a route can answer with, for the API description. Typed as nothing, since routes
 * throw them and never return them.
 */
export function problemResponses(...statuses: readonly number[]): object {
  const content = { [problemMediaType]: { schema: { $ref: "Problem#" } } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: STATUS_CODES[status], content }]),
  );
}
