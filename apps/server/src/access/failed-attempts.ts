import { hash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { networkOf } from "./address.ts";

/** How many failed attempts of one address are looked at before others are refused unread. */
const burst = 20;
/** How many further ones a second. */
const rate = 1;
/** The most addresses that are remembered. */
const addressLimit = 10_000;
/** The most known callers that are remembered. */
const knownLimit = 10_000;

/**
 * Limits how many wrong keys an address can try. A caller whose credentials were valid a moment ago is never refused, so
 * that a flood from behind the same proxy does not lock them out.
 */
export class FailedAttempts {
  readonly #now: () => number;
  /** For each network of an address: the time at which its failures are forgotten, in milliseconds. */
  readonly #forgottenAt = new Map<string, number>();
  /** Digests of credentials that were valid. */
  readonly #known = new Set<string>();

  /** @param now a clock in milliseconds that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether credentials were valid a moment ago. */
  knows(credentials: string): boolean {
    return this.#known.has(credentials);
  }

  /** @returns how long the address has to wait, in seconds; 0 if its next attempt is looked at. */
  waitOf(address: string, credentials: string): number {
    if (this.knows(credentials)) return 0;
    const over =
      (this.#forgottenAt.get(networkOf(address)) ?? 0) - this.#now() - (burst * 1000) / rate;
    return over <= 0 ? 0 : Math.ceil(over / 1000);
  }

  /** Remembers that credentials were not valid. */
  failed(address: string, credentials: string): void {
    this.#known.delete(credentials);
    const network = networkOf(address);
    const now = this.#now();
    const until = Math.max(now, this.#forgottenAt.get(network) ?? 0) + 1000 / rate;
    // At the end of the order, so that the addresses that failed longest ago come first.
    this.#forgottenAt.delete(network);
    this.#forgottenAt.set(network, until);
    for (const [oldest, end] of this.#forgottenAt) {
      if (end > now && this.#forgottenAt.size <= addressLimit) break;
      this.#forgottenAt.delete(oldest);
    }
  }

  /** Remembers that credentials were valid. */
  succeeded(credentials: string): void {
    if (this.#known.has(credentials)) return;
    this.#known.add(credentials);
    if (this.#known.size <= knownLimit) return;
    for (const oldest of this.#known) {
      this.#known.delete(oldest);
      return;
    }
  }
}

/** The digest by which the credentials of a request are remembered. */
export function digestOfCredentials({ headers }: FastifyRequest): string {
  return hash("sha256", headers.authorization ?? headers.cookie ?? "");
}
