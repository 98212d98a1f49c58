import { setImmediate } from "node:timers/promises";
import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely } from "kysely";
import { inject } from "vitest";

export const callers = 200;
/** How often each race is run. */
export const rounds: number = inject("engine") === "postgres" ? 1 : 3;

const seed = Number(process.env["HANDSFREE_SEED"] ?? Date.now() % 2 ** 31);
process.stdout.write(`races: ${callers} callers, ${rounds} rounds, HANDSFREE_SEED=${seed}\n`);

/** Whoever calls at once, each on one of several databases. */
export class Callers {
  readonly clock: TestClock;
  readonly #databases: readonly Kysely<Database>[];
  #drawn = 0;

  constructor(databases: readonly Kysely<Database>[], clock: TestClock) {
    this.#databases = databases;
    this.clock = clock;
  }

  /** One of the databases. */
  db(n = 0): Kysely<Database> {
    const db = this.#databases[n % this.#databases.length];
    if (db === undefined) throw new Error("there is no database");
    return db;
  }

  /** A number below the limit, which the seed decides. */
  draw(limit: number): number {
    this.#drawn += 1;
    const [drawn = 0] = fc.sample(fc.nat(limit - 1), { seed: seed + this.#drawn, numRuns: 1 });
    return drawn;
  }

  /**
   * Has them call at once, some of them a few turns of the event loop after others.
   *
   * @throws {AggregateError} of what any caller saw thrown: each is to get a result.
   */
  async race<Result>(
    call: (db: Kysely<Database>, n: number) => Promise<Result>,
    count: number = callers,
  ): Promise<Result[]> {
    const turns = Array.from({ length: count }, () => this.draw(4));
    const settled = await Promise.allSettled(
      turns.map(async (waits, n) => {
        for (let turn = 0; turn < waits; turn++) await setImmediate();
        return call(this.db(n), n);
      }),
    );
    const errors = settled.flatMap((one) =>
      one.status === "rejected" ? [one.reason as unknown] : [],
    );
    if (errors.length > 0) {
      throw new AggregateError(
        errors,
        `${errors.length} callers saw an error: ${String(errors[0])}`,
      );
    }
    return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  }
}

/** How often each outcome came. */
export function tally(results: readonly { readonly outcome: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
