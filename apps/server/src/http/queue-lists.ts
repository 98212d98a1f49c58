import { AsyncResource } from "node:async_hooks";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { onceEnded } from "./once-ended.ts";
import { Problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the answers of the route wait for each other as lists do, though the route is none. */
    oneAtATime?: true;
  }
}

/** How many lists of one caller are made at a time. */
const atOnce = 1;
/** How many lists of one caller may wait. */
const mostWaiting = 200;

/**
 * Makes one list of a caller at a time; its others wait. The making of a page of 4 MiB occupies the processor for a
 * tenth of a second, and if a caller could ask for any number at once, all others would have to wait for them.
 */
export function queueLists(app: FastifyInstance): void {
  const queues = new Map<string, Queue>();
  const releases = new WeakMap<FastifyRequest, () => void>();
  app.addHook("preHandler", (request, reply, done) => {
    const caller = request.caller?.id;
    if (caller === undefined || !isList(request)) return done();
    const queue = queues.get(caller) ?? new Queue(() => queues.delete(caller));
    queues.set(caller, queue);
    const leave = queue.join(AsyncResource.bind(() => done()));
    releases.set(request, leave);
    onceEnded(reply.raw, leave);
    queue.admit();
  });
  // The answer is made. It does not matter here whether its reader takes it.
  app.addHook("onSend", (request, _reply, _payload, done) => {
    releases.get(request)?.();
    done();
  });
}

function isList({ method, routeOptions }: FastifyRequest): boolean {
  if (routeOptions.config.oneAtATime) return true;
  const { querystring } = (routeOptions.schema ?? {}) as {
    readonly querystring?: { readonly properties?: object };
  };
  return (method === "GET" || method === "HEAD") && "limit" in (querystring?.properties ?? {});
}

/** The lists of one caller. */
class Queue {
  readonly #onEmpty: () => void;
  readonly #waiting: (() => void)[] = [];
  #active = 0;

  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty;
  }

  /**
   * Takes the last place. The list begins when the queue admits it.
   *
   * @returns the function that leaves the queue, which may be called more than once.
   * @throws {Problem} 429 if too many wait.
   */
  join(begin: () => void): () => void {
    if (this.#waiting.length >= mostWaiting) {
      throw new Problem(429, "too_many_requests", "too many lists of the caller wait already");
    }
    this.#waiting.push(begin);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      const place = this.#waiting.indexOf(begin);
      if (place >= 0) this.#waiting.splice(place, 1);
      else this.#active--;
      this.admit();
      if (this.#active === 0) this.#onEmpty();
    };
  }

  /** Begins as many as may be made at a time. */
  admit(): void {
    while (this.#active < atOnce) {
      const begin = this.#waiting.shift();
      if (begin === undefined) return;
      this.#active++;
      begin();
    }
  }
}
