import type { FastifyInstance } from "fastify";
import { Budget, type BudgetLimits } from "./answer-budget.ts";

/** Kinds of requests that stay open. */
type OpenRequests = "export" | "longPoll" | "stream";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The kind of requests that the route counts to, if they stay open. Their number is limited. */
    concurrency?: OpenRequests;
  }
}

/**
 * How many may be open at a time. An export searches all deliveries, and keeps in memory what its reader has not taken
 * yet. A long poll and a stream hold a socket, and what they wait for.
 */
const limits: Readonly<Record<OpenRequests, BudgetLimits>> = {
  export: { inAll: 2, perCaller: 1, what: "exports", code: "too_many_exports" },
  longPoll: { inAll: 5000, perCaller: 1000, what: "waits", code: "too_many_waits" },
  stream: { inAll: 1000, perCaller: 50, what: "streams", code: "too_many_streams" },
};

/**
 * Limits how many requests of each kind are open, in all and for each caller. A route says its kind in its config. A
 * caller over the limit gets 429, and all callers together 503, both with `Retry-After`.
 */
export function limitConcurrency(app: FastifyInstance): void {
  const budgets = Object.fromEntries(
    Object.entries(limits).map(([kind, of]) => [kind, new Budget(of)]),
  ) as Readonly<Record<OpenRequests, Budget>>;
  app.addHook("preHandler", (request, reply, done) => {
    const { concurrency } = request.routeOptions.config;
    if (concurrency !== undefined) budgets[concurrency].take(reply, 1);
    done();
  });
}
