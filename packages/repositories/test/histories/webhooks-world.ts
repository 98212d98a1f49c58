import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import type { KnownLease } from "./pending-actions-world.ts";

/** All that the sender, the workers and the operators of one history were told. */
export class WebhooksWorld {
  readonly source: string = `github-${v7()}`;
  /** The event that each delivery was told to be. */
  readonly stored: Map<string, string> = new Map();
  /** How often the sender was told that a delivery was there already. */
  readonly duplicates: Map<string, number> = new Map();
  readonly leases: (KnownLease & { readonly worker: string })[] = [];
  readonly replays: string[] = [];
  /** What a worker was told that its report has made of an event, by the event's id and the worker. */
  readonly reported: Map<string, string> = new Map();
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  readonly #seen: Set<string>;

  constructor(db: Kysely<Database>, clock: TestClock, seen: Set<string>) {
    this.db = db;
    this.clock = clock;
    this.#seen = seen;
  }

  /** Notes that callers were told so. */
  see(outcome: string): void {
    this.#seen.add(outcome);
  }

  event(n: number): string | undefined {
    return [...this.stored.values()][n % Math.max(1, this.stored.size)];
  }

  lease(n: number): (typeof this.leases)[number] | undefined {
    return this.leases.at(-1 - (n % Math.max(1, this.leases.length)));
  }

  replay(n: number): string | undefined {
    return this.replays.at(-1 - (n % Math.max(1, this.replays.length)));
  }
}
