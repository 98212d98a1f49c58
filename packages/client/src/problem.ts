import type { ProblemCode, ProblemErrorJson } from "@handsfree/wire";
import { retryAfterOf } from "./retry-after.ts";

/** The codes of refusals that this version knows. Later servers can have more. */
export type KnownProblemCode = ProblemCode | "unexpected_answer";

/**
 * A refusal of the server, as RFC 9457 problem details. Programs tell refusals apart by `code`. Neither the message nor
 * a member has the key or the body of the request.
 */
export class HandsFreeProblem extends Error {
  override readonly name: string = "HandsFreeProblem";
  /** The kind of problem. `unexpected_answer` is an answer that is not of the API, for example from a proxy. */
  readonly code: KnownProblemCode | (string & Record<never, never>);
  /** The status of the HTTP answer. */
  readonly status: number;
  /** The phrase of the status. */
  readonly title: string;
  /** The problem and how to solve it, in words. Also the message of the error. */
  readonly detail: string;
  /** The member, parameter or header at fault, if it is one. */
  readonly field: string | undefined;
  /** All that the server says is wrong with the request. */
  readonly errors: readonly ProblemErrorJson[];
  /** The id of the request in the log of the server. */
  readonly requestId: string | undefined;
  /** After how many seconds the server asks to try again. */
  readonly retryAfter: number | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** All members of the problem details, for example the `action` of a decision that came too late. */
  readonly members: Readonly<Record<string, unknown>>;

  /**
   * @param members the JSON of the answer; undefined if it has none.
   * @param now the time in milliseconds since the epoch, for a `Retry-After` that is a date.
   */
  constructor(
    { status, statusText, headers }: Pick<Response, "status" | "statusText" | "headers">,
    members: Readonly<Record<string, unknown>> | undefined,
    now: number,
  ) {
    const text = (name: string): string | undefined => {
      const member = members?.[name];
      return typeof member === "string" ? member : undefined;
    };
    const detail =
      text("detail") ??
      `the server answered ${status} with ${headers.get("content-type") ?? "no content type"}, which is not of the API`;
    super(detail);
    this.code = text("code") ?? "unexpected_answer";
    this.status = status;
    this.title = text("title") ?? statusText;
    this.detail = detail;
    this.field = text("field");
    this.errors = Array.isArray(members?.["errors"])
      ? (members["errors"] as ProblemErrorJson[])
      : [];
    this.requestId = text("request_id") ?? headers.get("x-request-id") ?? undefined;
    this.retryAfter = retryAfterOf(headers, now);
    this.retryable =
      ((status === 429 || status === 503) && this.retryAfter !== undefined) ||
      this.code === "request_in_progress";
    this.members = members ?? {};
  }
}
