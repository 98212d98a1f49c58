import type { FastifyInstance } from "fastify";

/** An operation of the API. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With each parameter in braces. */
  readonly path: string;
}

/** All operations, from the routes that are registered. */
export function operationsOf(app: FastifyInstance): Operation[] {
  const paths = app.swagger().paths as Record<string, Record<string, { operationId?: string }>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      id: operationId ?? `${method} ${path}`,
      method: method.toUpperCase() as Operation["method"],
      path,
    })),
  );
}

/** All routes that the router knows, also those that the description leaves out: `GET /v1/users/{id}`. */
export function routesOf(app: FastifyInstance): string[] {
  const parents: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", segment = "", methods = ""] =
        /^([│ ]*)[├└]── (\S+)(?: \((.*)\))?$/.exec(line) ?? [];
      if (segment === "") return [];
      const depth = indent.length / 4;
      const path = (parents[depth - 1] ?? "") + segment.replaceAll(/:(\w+)/g, "{$1}");
      parents[depth] = path;
      const own = methods.split(", ").filter((method) => method !== "" && method !== "HEAD");
      return own.map((method) => `${method} ${path}`);
    });
}

/** The path with one value for all of its parameters. */
export function pathOf({ path }: Operation, value: string): string {
  return path.replaceAll(/\{\w+\}/g, value);
}
