import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Context } from "@handsfree/repositories";
import {
  type GithubConnection,
  listGithubConnections,
} from "@handsfree/repositories/github-connections";
import type { Database } from "@handsfree/schema";
import { createAppAuth } from "@octokit/auth-app";
import { request } from "@octokit/request";
import type { Repository } from "../repository.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { Github, silent } from "./github.ts";
import { GithubProblem, toProblem } from "./problem.ts";

/** A GitHub App. */
export interface GithubApp {
  readonly id: number;
  /** In PEM, as GitHub gives it. */
  readonly privateKey: string;
}

/** How GitHub is reached. */
export interface GithubSettings {
  /** The app whose installations are connected. Default: none, so that only tokens are used. */
  readonly app?: GithubApp | undefined;
  /**
   * Finds the token that a connection refers to by its `tokenRef`. A row of the database names it, so it must find nothing
   * but tokens that are for this use; see `tokensOf`. Default: it finds none.
   */
  readonly findToken?: ((name: string) => string | undefined) | undefined;
  /** For GitHub Enterprise Server `https://<host>/api/v3`. Default `https://api.github.com`. */
  readonly apiUrl?: string | undefined;
  /** Default: that of the platform. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** The names of variables that can hold a token. Others, such as the address of a database, are never read. */
const tokenName = /^GITHUB_TOKEN_[A-Z0-9_]{1,100}$/;

/** Finds tokens in environment variables whose names begin with `GITHUB_TOKEN_`. */
export function tokensOf(
  environment: Readonly<Record<string, string | undefined>>,
): (name: string) => string | undefined {
  return (name) => (tokenName.test(name) ? environment[name]?.trim() : undefined);
}

/** The most connections of a person that are looked at. */
const mostConnections = 100;

/** A way to act on a repository. */
interface Way {
  readonly token: string;
  readonly throttleId: string;
}

/** Makes clients that act for the owners of actions. Tokens are only in memory. */
export class GithubAccess {
  readonly #settings: GithubSettings;
  readonly #apiUrl: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #authenticate: ReturnType<typeof createAppAuth> | undefined;

  constructor(settings: GithubSettings) {
    this.#settings = settings;
    this.#apiUrl = requireApiUrl(settings.apiUrl ?? "https://api.github.com");
    this.#fetch = boundedFetch(settings.fetch ?? globalThis.fetch);
    this.#authenticate = settings.app && this.#authenticatorOf(settings.app);
  }

  /**
   * A client that acts for a person in a repository, by their installation of the app or by their token.
   *
   * @throws {GithubProblem} without a connection that can be used, or if GitHub gives no token.
   */
  async clientFor(
    db: Executor<Database>,
    owner: { readonly userId: string; readonly repository: Repository },
    signal: AbortSignal,
    { now }: Context,
  ): Promise<Github> {
    const { userId, repository } = owner;
    const { items } = await listGithubConnections(db, { userId, limit: mostConnections });
    const way = (await this.#byInstallation(items, repository, now)) ?? this.#byToken(items);
    if (way === undefined) {
      throw new GithubProblem(
        "the owner has no connection to GitHub that can be used; connect an installation of the app, or name a token",
      );
    }
    return new Github({ ...way, apiUrl: this.#apiUrl, fetch: this.#fetch, signal, now });
  }

  async #byInstallation(
    connections: readonly GithubConnection[],
    repository: Repository,
    now: () => Date,
  ): Promise<Way | undefined> {
    const authenticate = this.#authenticate;
    const own = new Set(connections.flatMap(({ installationId }) => installationId ?? []));
    const [first] = own;
    if (authenticate === undefined || first === undefined) return undefined;
    try {
      const id = own.size === 1 ? first : await this.#findInstallation(authenticate, repository);
      if (!own.has(id)) return undefined;
      // For this repository alone.
      const { token } = await authenticate({
        type: "installation",
        installationId: id,
        repositoryNames: [repository.repo],
      });
      return { token, throttleId: `installation ${id}` };
    } catch (error) {
      const problem = toProblem(error, now());
      throw new GithubProblem(`GitHub gives no token for the installation: ${problem.message}`, {
        status: problem.status,
        retryAfterSeconds: problem.retryAfterSeconds,
      });
    }
  }

  async #findInstallation(
    authenticate: ReturnType<typeof createAppAuth>,
    repository: Repository,
  ): Promise<number> {
    const { token } = await authenticate({ type: "app" });
    const { data } = await request("GET /repos/{owner}/{repo}/installation", {
      ...repository,
      baseUrl: this.#apiUrl,
      headers: { authorization: `bearer ${token}` },
      request: { fetch: this.#fetch, log: silent },
    });
    return data.id;
  }

  #byToken(connections: readonly GithubConnection[]): Way | undefined {
    for (const { tokenRef } of connections) {
      const token = tokenRef === null ? undefined : this.#settings.findToken?.(tokenRef);
      if (token !== undefined && token !== "") return { token, throttleId: `token ${tokenRef}` };
    }
    return undefined;
  }

  #authenticatorOf({ id, privateKey }: GithubApp): ReturnType<typeof createAppAuth> {
    return createAppAuth({
      appId: id,
      privateKey,
      log: silent,
      request: request.defaults({
        baseUrl: this.#apiUrl,
        request: { fetch: this.#fetch, log: silent },
      }),
    });
  }
}

/** @throws {InvalidInputError} without its value. */
function requireApiUrl(text: string): string {
  const url = URL.parse(text);
  const isLocal = url !== null && /^(?:127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname);
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLocal);
  if (url !== null && isSafe && url.username === "" && url.search === "") {
    return url.href.replace(/\/$/, "");
  }
  throw new InvalidInputError(
    "apiUrl",
    "is not a URL with https; give one like https://github.example.org/api/v3",
  );
}
