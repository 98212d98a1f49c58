import { ExecutionFailure } from "@handsfree/repositories/pending-actions";
import { RequestError } from "@octokit/request-error";
import { Moved } from "./bounded-fetch.ts";

/** The wait after a temporary failure that names none, in seconds. */
const shortWait = 10;
/** The wait after a secondary limit that names none, in seconds, as GitHub asks for. */
const limitWait = 60;
/** The longest wait that GitHub can ask for, in seconds: two hours. */
const longestWait = 7200;
/** How much of a text of GitHub's is shown. */
const mostText = 300;

/** Why GitHub did not do something, in a sentence for people. It holds no token, and no text but GitHub's message. */
export class GithubProblem extends ExecutionFailure {
  /** The status of the answer; undefined without an answer. */
  readonly status: number | undefined;
  /** Whether GitHub may have carried the request out nevertheless. */
  readonly isUnknown: boolean;

  constructor(
    message: string,
    {
      status,
      isUnknown = false,
      retryAfterSeconds,
    }: {
      readonly status?: number | undefined;
      readonly isUnknown?: boolean;
      readonly retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(message, { retryAfterSeconds });
    this.status = status;
    this.isUnknown = isUnknown;
  }
}

/** Makes a problem of what a request threw. */
export function toProblem(error: unknown, now: Date): GithubProblem {
  if (error instanceof GithubProblem) return error;
  if (!(error instanceof RequestError) || error.response === undefined) return withoutAnswer(error);
  const { status } = error;
  const { headers } = error.response;
  const said = saidBy(error.response.data);
  const wait = askedWait(status, headers, said, now);
  if (wait !== undefined) {
    const problem = `GitHub's limit of requests is reached; it may be asked again in ${wait} s`;
    return new GithubProblem(problem, { status, retryAfterSeconds: wait });
  }
  if (status >= 500 || status === 408) {
    const problem = `GitHub answered ${status}`;
    return new GithubProblem(problem, { status, isUnknown: true, retryAfterSeconds: shortWait });
  }
  return new GithubProblem(`GitHub refuses it (${status})${said === "" ? "" : `: ${said}`}`, {
    status,
  });
}

/** An answer without the content that it should have. */
export function unreadable(): GithubProblem {
  return new GithubProblem("GitHub's answer could not be read", {
    isUnknown: true,
    retryAfterSeconds: shortWait,
  });
}

function withoutAnswer(error: unknown): GithubProblem {
  if (error instanceof Error && error.cause instanceof Moved) {
    return new GithubProblem(
      "the repository has another name on GitHub; propose the action for that name",
    );
  }
  return new GithubProblem("GitHub did not answer", {
    isUnknown: true,
    retryAfterSeconds: shortWait,
  });
}

/** GitHub's own text, in one line. */
function saidBy(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  const { message, errors } = data as { readonly message?: unknown; readonly errors?: unknown };
  const details = (Array.isArray(errors) ? errors : []).flatMap((one: unknown) => {
    if (typeof one === "string") return one;
    const { message: text, field, code } = (one ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof text === "string") return text;
    return typeof field === "string" && typeof code === "string" ? `${field}: ${code}` : [];
  });
  const texts = [...(typeof message === "string" ? [message] : []), ...details];
  return texts.join("; ").replaceAll(/\s+/g, " ").slice(0, mostText).toWellFormed();
}

/**
 * The wait that GitHub asks for, in seconds; undefined if it is no limit.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function askedWait(
  status: number,
  headers: Readonly<Record<string, unknown>>,
  said: string,
  now: Date,
): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(after)) return within(after);
  if (headers["x-ratelimit-remaining"] === "0") {
    const reset = Number(headers["x-ratelimit-reset"]) - now.getTime() / 1000;
    return within(Number.isFinite(reset) ? reset + 1 : limitWait);
  }
  return status === 429 || /\bsecondary rate limit\b/i.test(said) ? limitWait : undefined;
}

function within(seconds: number): number {
  return Math.min(longestWait, Math.max(1, Math.ceil(seconds)));
}
