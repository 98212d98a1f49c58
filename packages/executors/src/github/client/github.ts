import { Octokit } from "@octokit/core";
import { throttling } from "@octokit/plugin-throttling";
import { GithubProblem, toProblem, unreadable } from "./problem.ts";

const ThrottledOctokit = Octokit.plugin(throttling);

/** An answer of Octokit's. */
interface Answer {
  readonly status: number;
  readonly data: unknown;
}

type Call<Given extends Answer> = (octokit: Octokit) => Promise<Given>;

/** How GitHub is called for one owner. */
interface GithubOptions {
  readonly apiUrl: string;
  readonly token: string;
  /** By which the pauses between writes are kept. */
  readonly throttleId: string;
  readonly fetch: typeof fetch;
  /** Ends requests. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** GitHub's REST API for one owner. Writes have the pauses that GitHub asks for. */
export class Github {
  readonly #octokit: Octokit;
  readonly #now: () => Date;

  constructor({ apiUrl, token, throttleId, fetch, signal, now }: GithubOptions) {
    this.#now = now;
    // Limits are no reason to wait here: the action is released until GitHub may be asked again. For the same reason
    // the plugin that repeats requests is not used; it would also repeat a write whose answer was lost.
    const limited = (): boolean => false;
    this.#octokit = new ThrottledOctokit({
      auth: token,
      baseUrl: apiUrl,
      userAgent: "handsfree-executors",
      log: silent,
      request: { fetch, signal },
      throttle: { id: throttleId, onRateLimit: limited, onSecondaryRateLimit: limited },
    });
  }

  /** Makes a request. @throws {GithubProblem} */
  async call<Given extends Answer>(call: Call<Given>): Promise<Given["data"]> {
    const { status, data } = await call(this.#octokit).catch((error: unknown) => {
      throw toProblem(error, this.#now());
    });
    // An answer that was cut off is an empty text.
    if (status !== 204 && (typeof data !== "object" || data === null)) throw unreadable();
    return data;
  }

  /** Makes a request for something that may not be there. @throws {GithubProblem} */
  async find<Given extends Answer>(call: Call<Given>): Promise<Given["data"] | undefined> {
    try {
      return await this.call(call);
    } catch (error) {
      if (error instanceof GithubProblem && error.status === 404) return undefined;
      throw error;
    }
  }
}

const ignore = (): void => undefined;
/** Octokit warns of deprecations, with URLs. */
export const silent: Record<"debug" | "error" | "info" | "warn", () => void> = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};
