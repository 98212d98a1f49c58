import { STATUS_CODES } from "node:http";
import {
  type ProblemCode,
  type ProblemJson,
  ProblemSchema,
  problemType,
  ref,
} from "@handsfree/wire";

/** A refusal, which is answered as RFC 9457 problem details. Programs tell refusals apart by `code`. */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: ProblemCode,
    detail: string,
    extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.extensions = extensions;
  }

  /** As it is answered. @param requestId the id of the request that is refused. */
  toJson(requestId: string): ProblemJson {
    return {
      type: problemType(this.code),
      title: STATUS_CODES[this.status] ?? "Error",
      status: this.status,
      code: this.code,
      detail: this.message,
      request_id: requestId,
      ...this.extensions,
    };
  }
}

/** @param limit the largest body that the route allows, in bytes. */
export function tooLarge(limit: number): Problem {
  const detail = `the body is larger than this route allows, which is ${limit} bytes`;
  return new Problem(413, "payload_too_large", detail, { limit });
}

export const problemMediaType = "application/problem+json";

/** The problems of a route, for the API description. Their type is `object`, since routes throw them and never return them. */
export function problemResponses(...statuses: readonly number[]): object {
  const content = { [problemMediaType]: { schema: ref(ProblemSchema) } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: STATUS_CODES[status], content }]),
  );
}
