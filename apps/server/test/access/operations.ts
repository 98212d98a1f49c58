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

/** The path with one value for all of its parameters. */
export function pathOf({ path }: Operation, value: string): string {
  return path.replaceAll(/\{\w+\}/g, value);
}
