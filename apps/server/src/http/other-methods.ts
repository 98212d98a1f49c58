import { Readable } from "node:stream";
import type { FastifyInstance, RouteOptions } from "fastify";
import { Problem } from "./problem.ts";

/**
 * Answers what a path takes besides its routes: OPTIONS with the methods in `Allow` (RFC 9110, section 9.3.7), and any
 * other method with 405 and the same header. It says no more than the API description, which is public, and so it asks
 * for no caller. There is no CORS: `guardOrigin` refuses what a page of another origin sends.
 */
export function answerOtherMethods(app: FastifyInstance): void {
  const paths = new Paths();
  app.addHook("onRoute", (route) => paths.add(route));
  app.addHook("onRequest", (request, reply, done) => {
    const [path = ""] = request.url.split("?", 1);
    const methods = request.is404 ? paths.methodsOf(path) : undefined;
    if (methods === undefined) return done();
    void reply.header("allow", methods.join(", "));
    if (request.method === "OPTIONS") {
      void reply.code(204).send();
      return undefined;
    }
    const detail = `this path takes ${methods.join(", ")}, and not ${request.method}`;
    throw new Problem(405, "method_not_allowed", detail);
  });
  // Nothing reads the answer of a HEAD, and a stream can be without end.
  app.addHook("onSend", ({ method }, _reply, payload, done) => {
    if (method !== "HEAD" || !(payload instanceof Readable)) return done(null, payload);
    payload.destroy();
    done(null, Readable.from([]));
  });
}

interface Path {
  readonly pattern: RegExp;
  readonly parameters: number;
  readonly methods: Set<string>;
}

/** The paths of all routes, with their methods. */
class Paths {
  readonly #byUrl = new Map<string, Path>();
  #ordered: readonly Path[] | undefined;

  add({ url, method }: RouteOptions): void {
    const segments = url.split("/").map((segment) => {
      if (segment === "*") return ".*";
      return segment.startsWith(":") ? "[^/]+" : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
    const path = this.#byUrl.get(url) ?? {
      pattern: new RegExp(`^${segments.join("/")}$`),
      parameters: url.split("/:").length - 1,
      methods: new Set<string>(["OPTIONS"]),
    };
    for (const one of [method].flat()) path.methods.add(one);
    this.#byUrl.set(url, path);
    this.#ordered = undefined;
  }

  /** The methods of a path, in the order of the alphabet; undefined if there is no such path. */
  methodsOf(path: string): readonly string[] | undefined {
    // A literal segment comes before a parameter, as in the router.
    this.#ordered ??= [...this.#byUrl.values()].toSorted((a, b) => a.parameters - b.parameters);
    const found = this.#ordered.find(({ pattern }) => pattern.test(path));
    return found && [...found.methods].toSorted((a, b) => (a < b ? -1 : 1));
  }
}
