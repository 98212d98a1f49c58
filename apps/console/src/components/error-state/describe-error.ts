import { HandsFreeConnectionError, HandsFreeProblem } from "@handsfree/client";

/** A failure as a person reads it. */
export interface DescribedError {
  readonly title: string;
  /** The problem, and what the person can do. */
  readonly detail: string;
  /** The id of the request in the log of the server. */
  readonly requestId: string | undefined;
}

/** A failure that the page itself finds and explains. */
export class ExplainedError extends Error {
  override readonly name = "ExplainedError";
  readonly title: string;

  constructor(title: string, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.title = title;
  }
}

/** Says what a failed call means, and what to do. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof HandsFreeProblem) {
    const { title, detail, requestId, retryAfter } = error;
    const later = retryAfter === undefined ? "" : ` Try again in ${Math.ceil(retryAfter)} s.`;
    return {
      title: title === "" ? "The server refused" : title,
      detail: detail + later,
      requestId,
    };
  }
  if (error instanceof HandsFreeConnectionError) {
    const title =
      error.code === "answer_too_large" ? "The answer is too large" : "The server does not answer";
    const detail = navigator.onLine
      ? `Check that the server runs and that this device reaches it. (${error.message})`
      : "This device is offline. Connect it, and try again.";
    return { title, detail, requestId: undefined };
  }
  if (error instanceof ExplainedError) {
    return { title: error.title, detail: error.message, requestId: undefined };
  }
  const detail = error instanceof Error ? error.message : "unknown failure";
  return { title: "Something went wrong in this page", detail, requestId: undefined };
}
