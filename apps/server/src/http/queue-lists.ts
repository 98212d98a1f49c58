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
/** Lists with less are followed by the next one at once, in bytes. */
const large = 1024 * 1024;
/** How long the next one waits for each byte of a large list, in milliseconds: at least as long as the making took. */
const pausePerByte = 64 / large;

/** Calls back after so many milliseconds. */
type Later = (callback: () => void, milliseconds: number) => unknown;

/**
 * Makes one list of a caller at a time; its others wait. The making of a page of 4 MiB occupies the processor for
 * 50 to 250 ms, and if a caller could ask for any number at once, all others would have to wait for them. A pause
 * after each large list leaves half of the processor or more to the others. It goes by the bytes, since the time that
 * a list takes grows with the work of the others too.
 */
export function queueLists(app: FastifyInstance, later: Later = setTimeout): void {
  const queues = new Map<string, Queue>();
  const releases = new WeakMap<FastifyRequest, Leave>();
  app.addHook("preHandler", (request, reply, done) => {
    const caller = request.caller?.id;
    if (caller === undefined || !isList(request)) return done();
    const queue = queues.get(caller) ?? new Queue(() => queues.delete(caller), later);
    queues.set(caller, queue);
    const leave = queue.join(AsyncResource.bind(() => done()));
    releases.set(request, leave);
    onceEnded(reply.raw, () => leave());
    queue.admit();
  });
  // The answer is made. It does not matter here whether its reader takes it.
  app.addHook("onSend", (request, _reply, payload, done) => {
    const isInOnePiece = typeof payload === "string" || Buffer.isBuffer(payload);
    releases.get(request)?.(isInOnePiece ? payload.length : 0);
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

/** Leaves the queue, with the bytes of a list that was made. Only the first call has an effect. */
type Leave = (bytes?: number) => void;

/** The lists of one caller. */
class Queue {
  readonly #onEmpty: () => void;
  readonly #later: Later;
  readonly #waiting: (() => void)[] = [];
  #active = 0;
  #isPaused = false;

  constructor(onEmpty: () => void, later: Later) {
    this.#onEmpty = onEmpty;
    this.#later = later;
  }

  /**
   * Takes the last place. The list begins when the queue admits it.
   *
   * @throws {Problem} 429 if too many wait.
   */
  join(begin: () => void): Leave {
    if (this.#waiting.length >= mostWaiting) {
      throw new Problem(429, "too_many_requests", "too many lists of the caller wait already");
    }
    this.#waiting.push(begin);
    let isLeft = false;
    return (bytes = 0) => {
      if (isLeft) return;
      isLeft = true;
      const place = this.#waiting.indexOf(begin);
      if (place >= 0) this.#waiting.splice(place, 1);
      else this.#active--;
      if (bytes >= large && this.#waiting.length > 0) this.#pause(bytes * pausePerByte);
      this.admit();
    };
  }

  /** Begins as many as may be made at a time. */
  admit(): void {
    while (this.#active < atOnce && !this.#isPaused) {
      const begin = this.#waiting.shift();
      if (begin === undefined) break;
      this.#active++;
      begin();
    }
    if (this.#active === 0 && !this.#isPaused) this.#onEmpty();
  }

  #pause(milliseconds: number): void {
    this.#isPaused = true;
    this.#later(() => {
      this.#isPaused = false;
      this.admit();
    }, milliseconds);
  }
}
