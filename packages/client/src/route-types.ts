import type { Routes } from "./routes.ts";

/** A method and a path of the API, for example `"GET /v1/pending-actions/{id}"`. */
export type Route = keyof Routes;

/** The answer of a route. */
export type AnswerOf<R extends Route> = Routes[R]["answer"];

/** The arguments of a route: its `path`, `query` and `body`. */
export type RequestOf<R extends Route> = Omit<Routes[R], "answer">;

/** The body that a route takes. */
export type BodyOf<R extends Route> = Routes[R] extends { readonly body?: infer Body }
  ? Exclude<Body, undefined>
  : never;

/** The query that a route takes. */
export type QueryOf<R extends Route> = Routes[R] extends { readonly query?: infer Query }
  ? Exclude<Query, undefined>
  : never;

/** A route that answers pages of a list. */
export type ListRoute = {
  [R in Route]: AnswerOf<R> extends {
    readonly items: unknown;
    readonly next_cursor: string | null;
  }
    ? R
    : never;
}[Route];

/** A route that answers JSON Lines. */
export type LinesRoute = {
  [R in Route]: AnswerOf<R> extends string ? R : never;
}[Route];

/** The items of a list. */
export type ItemOf<R extends ListRoute> = AnswerOf<R>["items"][number];
