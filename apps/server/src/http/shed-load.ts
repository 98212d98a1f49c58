import { getHeapStatistics } from "node:v8";
import underPressure from "@fastify/under-pressure";
import type { FastifyInstance } from "fastify";
import type { DatabaseQueues } from "../database-queues.ts";
import { Problem } from "./problem.ts";
import { kindOf, type RequestKind } from "./route-load.ts";

/** How much the server has to do. */
export interface Pressure {
  /** How late the event loop is, in milliseconds. */
  readonly delay: number;
  /** The share of the memory of JavaScript that is in use. Node ends a process that needs more than all of it. */
  readonly heap: number;
  /** How many statements wait in the database. */
  readonly waiting: number;
}

/**
 * The pressure above which a kind of requests is refused. A reader can ask again later. A decision or a proposal is
 * worth a wait. A sender of deliveries, such as GitHub, may not try again, and gives up after ten seconds. On DuckDB
 * the queue of writes refuses the 10,001st itself.
 */
const most: Readonly<Record<RequestKind, Pressure>> = {
  read: { delay: 400, heap: 0.85, waiting: 1000 },
  change: { delay: 2500, heap: 0.92, waiting: 5000 },
  receipt: { delay: 5000, heap: 0.97, waiting: 10_000 },
};

/** How often the log tells that requests are refused, in milliseconds. */
const logEvery = 10_000;

/** Refuses requests before any other work while the server has too much to do: reads first, deliveries last. */
export function shedLoad(app: FastifyInstance, measure: () => Pressure): void {
  let loggedAt = -Infinity;
  app.addHook("onRequest", (request, _reply, done) => {
    const kind = kindOf(request);
    if (kind === undefined) return done();
    const pressure = measure();
    const limit = most[kind];
    const isTooMuch =
      pressure.delay > limit.delay ||
      pressure.heap > limit.heap ||
      pressure.waiting > limit.waiting;
    if (!isTooMuch) return done();
    const now = performance.now();
    if (now - loggedAt >= logEvery) {
      loggedAt = now;
      app.log.warn({ pressure, kind }, "requests are refused, since the server has too much to do");
    }
    done(new Problem(503, "overloaded", "the server has too much to do; try again in a moment"));
  });
}

/** How often @fastify/under-pressure samples, in milliseconds. */
const sampleInterval = 1000;
/** How many samples must agree: a single long task, or garbage before its collection, is no overload. */
const agreeing = 3;

/** Measures the event loop and the memory by @fastify/under-pressure, and the queues of the database. */
export async function measurePressure(
  app: FastifyInstance,
  queues: DatabaseQueues,
): Promise<() => Pressure> {
  await app.register(underPressure, { sampleInterval });
  const { heap_size_limit: heapLimit } = getHeapStatistics();
  const samples: { readonly delay: number; readonly heap: number }[] = [];
  const timer = setInterval(() => {
    const { eventLoopDelay, heapUsed } = app.memoryUsage();
    samples.push({ delay: eventLoopDelay, heap: heapUsed / heapLimit });
    if (samples.length > agreeing) samples.shift();
  }, sampleInterval).unref();
  app.addHook("onClose", async () => clearInterval(timer));
  const least = (name: "delay" | "heap"): number =>
    samples.length < agreeing ? 0 : Math.min(...samples.map((sample) => sample[name]));
  return () => ({ delay: least("delay"), heap: least("heap"), waiting: queues.waiting });
}
