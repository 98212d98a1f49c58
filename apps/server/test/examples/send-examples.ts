import { isDeepStrictEqual } from "node:util";
import openapi from "../../openapi.json" with { type: "json" };
import { type Document, type Operation, operationsOf } from "../../src/api/document.ts";
import type { TestApi } from "../api.ts";
import { checkAnswer } from "../check-answer.ts";
import { type Answered, injectOpen } from "../inject-open.ts";
import { SoftwareAuthenticator } from "../sign-in/authenticator.ts";
import { preparations, type Take } from "./preparations.ts";

/** All operations of openapi.json, by their ids. */
export const described = new Map(
  operationsOf(openapi as unknown as Document).map((one) => [one.operation.operationId, one]),
);

/** Sends examples as openapi.json has them, but for the ids and tokens of records that only this run has. */
export class ExampleSender {
  readonly #api: TestApi;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #device = new SoftwareAuthenticator();
  readonly #taken: (readonly [placeholder: unknown, value: unknown])[] = [];

  /** @param headers how the caller is known. */
  constructor(api: TestApi, headers: Readonly<Record<string, string>>) {
    this.#api = api;
    this.#headers = headers;
  }

  /** Sends what the operation needs, and then its example. */
  async send(operationId: string): Promise<Answered> {
    for (const step of preparations[operationId] ?? []) {
      const { operation, take, body } = step;
      const response = await this.#sendOne(operation, body);
      const answer: unknown = response.body === "" ? undefined : JSON.parse(response.body);
      for (const [placeholder, from] of take) {
        this.#taken.push([placeholder, valueAt(answer, from, this.#device)]);
      }
    }
    return this.#sendOne(operationId);
  }

  async #sendOne(operationId: string, changes?: object): Promise<Answered> {
    const found = described.get(operationId);
    if (found === undefined) throw new Error(`there is no operation ${operationId}`);
    const { operation, method, path } = found;
    const { url, headers, body } = this.#requestOf(operation, path);
    const response = await injectOpen(this.#api.app, {
      method,
      url,
      headers: { ...this.#headers, ...headers },
      ...(body !== undefined && { payload: JSON.stringify({ ...(body as object), ...changes }) }),
    });
    checkAnswer(method, url, response);
    if (response.statusCode < 300) return response;
    throw new Error(
      `the example of ${operationId} is answered ${response.statusCode}: ${response.body}`,
    );
  }

  #requestOf({ operationId, parameters = [], requestBody }: Operation, path: string) {
    let url = path;
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    for (const { name, in: where, required, example } of parameters) {
      if (example === undefined) {
        if (required) throw new Error(`${name} of ${operationId} has no example`);
        continue;
      }
      const value = String(this.#replace(example));
      if (where === "path") url = url.replace(`{${name}}`, encodeURIComponent(value));
      else if (where === "query") query.set(name, value);
      else headers[name] = value;
    }
    const [media] = Object.entries(requestBody?.content ?? {});
    if (media !== undefined) {
      const [type, { example }] = media;
      if (example === undefined) throw new Error(`the body of ${operationId} has no example`);
      headers["content-type"] = type;
      return { url: withQuery(url, query), headers, body: this.#replace(example) };
    }
    return { url: withQuery(url, query), headers, body: undefined };
  }

  /** The value with each placeholder replaced, the latest one first. */
  #replace(value: unknown): unknown {
    const taken = this.#taken.findLast(([placeholder]) => isDeepStrictEqual(placeholder, value));
    if (taken !== undefined) return taken[1];
    if (Array.isArray(value)) return value.map((item) => this.#replace(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, this.#replace(member)]),
    );
  }
}

function withQuery(url: string, query: URLSearchParams): string {
  return query.size === 0 ? url : `${url}?${query.toString()}`;
}

function valueAt(answer: unknown, from: Take, device: SoftwareAuthenticator): unknown {
  if (typeof from === "function") return from(answer, device);
  const steps = from.split("/").slice(1);
  const value = steps.reduce<unknown>(
    (at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name],
    answer,
  );
  if (value === undefined) throw new Error(`the answer has nothing at ${from}`);
  return value;
}
