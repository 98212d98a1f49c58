import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { onceEnded } from "./once-ended.ts";
import type { ProblemCode } from "@handsfree/wire";
import { Problem } from "./problem.ts";

/** How much of a resource may be in use at a time. */
export interface BudgetLimits {
  readonly inAll: number;
  readonly perCaller: number;
  /** The name of the resource, for refusals. */
  readonly what: string;
  /** The code of the refusal of a caller who has too much of it. */
  readonly code: ProblemCode;
}

/** In seconds. After that time the readers that stall have been disconnected. */
const retryAfter = 10;

/** A resource, such as memory, that all callers share, with a limit for each of them. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #byCaller = new Map<string, number>();
  readonly #byAnswer = new WeakMap<ServerResponse, number>();
  #used = 0;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
  }

  /** How much is in use. */
  get used(): number {
    return this.#used;
  }

  /**
   * Takes an amount for an answer until the answer is sent or its connection ends. An answer that has a part of the
   * amount already takes the rest only. An amount above the limits is granted when nothing else is in use.
   *
   * @throws {Problem} 429 when the caller has too much of it, 503 when all callers together have, with `Retry-After`.
   */
  take(reply: FastifyReply, amount: number): void {
    const caller = callerOf(reply);
    const before = this.#byAnswer.get(reply.raw) ?? 0;
    const more = Math.max(0, amount - before);
    if (more === 0) return;
    const own = this.#byCaller.get(caller) ?? 0;
    const { inAll, perCaller, what, code } = this.#limits;
    if (own > before && own + more > perCaller) {
      throw refuse(reply, 429, code, `the caller has too many ${what} open; read or close them`);
    }
    if (this.#used > before && this.#used + more > inAll) {
      throw refuse(reply, 503, "overloaded", `too many ${what} are open; try again later`);
    }
    this.#add(caller, more);
    this.#byAnswer.set(reply.raw, before + more);
    if (before === 0) {
      onceEnded(reply.raw, () => this.#add(caller, -(this.#byAnswer.get(reply.raw) ?? 0)));
    }
  }

  #add(caller: string, amount: number): void {
    const own = (this.#byCaller.get(caller) ?? 0) + amount;
    this.#used += amount;
    if (own > 0) this.#byCaller.set(caller, own);
    else this.#byCaller.delete(caller);
  }
}

function refuse(reply: FastifyReply, status: number, code: ProblemCode, detail: string): Problem {
  void reply.header("retry-after", String(retryAfter));
  return new Problem(status, code, detail);
}

/** The caller, or the address of one who is not known. */
function callerOf({ request }: FastifyReply): string {
  return request.caller?.id ?? request.ip;
}
