import { createVerify, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { keepSecrets } from "../run-log/keep.ts";
import { exampleOf, faultsOfAnswer, faultsOfRequest, findOperation } from "./description.ts";
import { type RouteAnswer, routes } from "./routes.ts";
import { LocalRepository } from "./state.ts";

export { type LocalIssue, type LocalPull, LocalRepository, type LocalRun, shaOf } from "./state.ts";

/** The fault of a request. */
export type GithubFault =
  /** It is carried out, and its connection breaks before the answer. */
  | { readonly kind: "lost" }
  /** It is not carried out. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** It is carried out, and answered later. */
  | { readonly kind: "slow"; readonly until: Promise<unknown> };

/** A request that arrived, by its place in the description, as `put /repos/{owner}/{repo}/pulls/{pull_number}/merge`. */
export interface ArrivedRequest {
  readonly route: string;
  readonly path: string;
}

const repositoryPath = "/repos/{owner}/{repo}";

/**
 * A server on this machine that plays the routes of GitHub's REST API which executors use. It compares each request and
 * each of its own answers with GitHub's description (`@octokit/openapi`); `violations` has the differences.
 */
export class LocalGithub implements AsyncDisposable {
  /** A GitHub App, by whose key installations get tokens. */
  readonly app: { readonly id: number; readonly privateKey: string };
  /** A token that is accepted. */
  readonly token: string = `ghp_${randomUUID().replaceAll("-", "")}abcd`;
  /** The differences from the description. */
  readonly violations: string[] = [];
  /** All requests, in their order. */
  readonly requests: ArrivedRequest[] = [];
  /** The requests for tokens. */
  readonly tokenRequests: unknown[] = [];
  /** The ids of the app's installations. */
  readonly installations = new Set<number>();
  readonly #publicKey: KeyObject;
  readonly #tokens = new Set<string>([this.token]);
  readonly #repositories = new Map<string, LocalRepository>();
  readonly #faults: { readonly route: string; readonly fault: GithubFault }[] = [];
  readonly #server: Server;

  private constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.#publicKey = publicKey;
    const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    this.app = { id: 4711, privateKey: pem };
    void keepSecrets([this.token, pem]);
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Starts it on a free port of the loopback address. */
  static async start(): Promise<LocalGithub> {
    const github = new LocalGithub();
    await new Promise<void>((resolve) => {
      github.#server.listen(0, "127.0.0.1", resolve);
    });
    return github;
  }

  /** The base of the API. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Makes a repository. @param name `owner/name`. */
  addRepository(name: string): LocalRepository {
    const repository = new LocalRepository(name);
    this.#repositories.set(name.toLowerCase(), repository);
    return repository;
  }

  /** Makes the next request of a route go wrong. @param route below the repository, as `put /pulls/{pull_number}/merge`. */
  failNext(route: string, fault: GithubFault): void {
    const [method = "", path = ""] = route.split(" ");
    this.#faults.push({ route: `${method} ${repositoryPath}${path}`, fault });
  }

  /** The number of requests of a route. */
  count(route: string): number {
    const [method = "", path = ""] = route.split(" ");
    return this.requests.filter((one) => one.route === `${method} ${repositoryPath}${path}`).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "", this.url);
    const method = (request.method ?? "").toLowerCase();
    const found = findOperation(method, url.pathname);
    if (found === undefined) {
      this.violations.push(`${method} ${url.pathname} is not played`);
      send(response, [404, { message: "Not Found" }]);
      return;
    }
    const { operation, parameters } = found;
    const route = `${method} ${operation.path}`;
    this.requests.push({ route, path: url.pathname });
    const body = text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>);
    const faults = faultsOfRequest(operation, { query: url.searchParams, body });
    this.violations.push(...faults.map((fault) => `${route}: ${fault}`));
    const index = this.#faults.findIndex((one) => one.route === route);
    const fault = index === -1 ? undefined : this.#faults.splice(index, 1)[0]?.fault;
    if (fault?.kind === "answer") {
      send(response, [fault.status, { message: fault.message }], fault.headers);
      return;
    }
    const answer = this.#perform(route, {
      path: parameters,
      query: url.searchParams,
      body: body ?? {},
      authorization: request.headers.authorization ?? "",
    });
    const wrong = faultsOfAnswer(operation, answer[0], answer[1]);
    this.violations.push(...wrong.map((one) => `${route}: ${one}`));
    if (fault?.kind === "slow") await fault.until;
    if (fault?.kind === "lost") request.socket.destroy();
    else send(response, answer);
  }

  #perform(
    route: string,
    request: {
      readonly path: Readonly<Record<string, string>>;
      readonly query: URLSearchParams;
      readonly body: Readonly<Record<string, unknown>>;
      readonly authorization: string;
    },
  ): RouteAnswer {
    const [, token = ""] = /^(?:bearer|token) (.+)$/i.exec(request.authorization) ?? [];
    if (route === "post /app/installations/{installation_id}/access_tokens") {
      this.tokenRequests.push(request.body);
      return this.#makeToken(token, Number(request.path["installation_id"]));
    }
    const ofApp = route === `get ${repositoryPath}/installation`;
    if (!(ofApp ? this.#isOfApp(token) : this.#tokens.has(token))) {
      return [401, { message: "Bad credentials" }];
    }
    const { owner = "", repo = "" } = request.path;
    const repository = this.#repositories.get(`${owner}/${repo}`.toLowerCase());
    if (repository === undefined) return [404, { message: "Not Found" }];
    if (ofApp) {
      const [id] = this.installations;
      return [200, { ...exampleOf("get", `${repositoryPath}/installation`), id }];
    }
    const perform = routes[route.replace(repositoryPath, "")];
    if (perform === undefined) throw new Error(`${route} is described and not played`);
    return perform({ ...request, repository });
  }

  #makeToken(jwt: string, installation: number): RouteAnswer {
    if (!this.#isOfApp(jwt)) return [401, { message: "A JSON web token could not be decoded" }];
    if (!this.installations.has(installation)) return [404, { message: "Not Found" }];
    const token = `ghs_${randomUUID().replaceAll("-", "")}abcd`;
    void keepSecrets([token]);
    this.#tokens.add(token);
    const path = "/app/installations/{installation_id}/access_tokens";
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return [201, { ...exampleOf("post", path), token, expires_at: expires }];
  }

  /** Whether a JSON web token is signed by the app (RS256). */
  #isOfApp(jwt: string): boolean {
    const [head = "", payload = "", signature = ""] = jwt.split(".");
    const verify = createVerify("RSA-SHA256").update(`${head}.${payload}`);
    return verify.verify(this.#publicKey, signature, "base64url");
  }
}

function send(
  response: ServerResponse,
  [status, body]: RouteAnswer,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify(body));
}
