import { DatabaseError, engineOf, insertRow, lookUp } from "@handsfree/query";
import type { Database, IdempotentRequestRow } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { newId } from "../new-id.ts";
import { allInOneCase } from "../one-case.ts";
import { retried } from "../retried.ts";
import { idempotencyLimits } from "./limits.ts";
import { type IdempotentRequest, identityOf, type RequestIdentity } from "./request.ts";

/** The answer to a request. */
export interface KeptAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The path of the record that the request made. */
  readonly location: string | null;
  /** Empty for an answer without a body. */
  readonly body: string;
}

/**
 * The outcome of `IdempotentRequests.begin`:
 *
 * - `begun`: the caller of the function carries the request out, and then calls `keep`, `free` or `lose` with `ownedKey`.
 * - `replayed`: it was carried out before, with this answer.
 * - `not_kept`: it was carried out before, and its answer is not kept.
 * - `in_progress`: it is being carried out.
 * - `unknown`: it was begun before, and may have been carried out.
 * - `key_reused`: the key belongs to another request.
 * - `too_many`: the caller has as many keys as are kept for one caller.
 */
export type BegunRequest =
  | { readonly outcome: "begun"; readonly ownedKey: string }
  | { readonly outcome: "replayed"; readonly answer: KeptAnswer }
  | { readonly outcome: "not_kept"; readonly answer: Omit<KeptAnswer, "body"> }
  | { readonly outcome: "in_progress" | "unknown" | "key_reused" | "too_many" };

/** Another caller can begin or end the same request in between, and hardly more often. */
const maximumAttempts = 5;

/**
 * Carries requests with an idempotency key out once. A request is reserved before it is carried out, and the reservation
 * outlives the process: after a crash its outcome is unknown, and it is not carried out again. Make one for each
 * process.
 */
export class IdempotentRequests {
  readonly #db: Kysely<Database>;
  readonly #context: Context;
  /** Tells the reservations of this process from those of others. */
  readonly #id = newId();
  /** How many calls in this process hold a key, or are about to. */
  readonly #holders = new Map<string, number>();

  /** @throws {InvalidInputError} if `db` is not a database, or the context is invalid. */
  constructor(db: Kysely<Database>, context: Context = systemContext) {
    requireCall(db, context);
    this.#db = db;
    this.#context = context;
  }

  /**
   * Reserves a request, or finds what has become of it. Of several callers one begins it.
   *
   * @throws {InvalidInputError} naming the field.
   */
  async begin(input: IdempotentRequest): Promise<BegunRequest> {
    const request = identityOf(input);
    for (let attempt = 0; attempt < maximumAttempts; attempt++) {
      const row = await this.#findAtRest(request.ownedKey);
      if (row !== undefined && this.#isKept(row)) return this.#outcomeOf(row, request);
      if (row !== undefined) await this.#remove(row);
      else if (await this.#isFull(request.callerId)) {
        return { outcome: "too_many" };
      } else if (await this.#reserve(request)) {
        return { outcome: "begun", ownedKey: request.ownedKey };
      }
    }
    throw new DatabaseError("write_conflict", "other requests use this key just now; try again", {
      retryable: true,
    });
  }

  /** Keeps the answer to a request that was begun. @param answer its body is null if it must not be kept, or is too large. */
  async keep(
    ownedKey: string,
    { status, location, body }: Omit<KeptAnswer, "body"> & { readonly body: string | null },
  ): Promise<void> {
    const isSmall = body !== null && Buffer.byteLength(body) <= idempotencyLimits.body;
    await this.#settle(ownedKey, {
      state: "answered",
      status,
      location,
      body: isSmall ? body : null,
    });
  }

  /** Ends a request that was begun and may have been carried out, without an answer that tells. */
  async lose(ownedKey: string): Promise<void> {
    await this.#settle(ownedKey, { state: "unknown" });
  }

  /** Frees the key of a request that was not carried out. */
  async free(ownedKey: string): Promise<void> {
    await this.#ending(ownedKey, () =>
      this.#db
        .deleteFrom("idempotent_requests")
        .where("owned_key", "=", ownedKey)
        .where((row) =>
          allInOneCase([row("reserved_by", "=", this.#id), row("state", "=", "running")]),
        )
        .execute(),
    );
  }

  async #settle(
    ownedKey: string,
    end: Partial<Pick<IdempotentRequestRow, "state" | "status" | "location" | "body">>,
  ): Promise<void> {
    await this.#ending(ownedKey, () =>
      this.#db
        .updateTable("idempotent_requests")
        .set({ ...end, ended_at: this.#context.now() })
        .where("owned_key", "=", ownedKey)
        .where((row) =>
          allInOneCase([row("reserved_by", "=", this.#id), row("state", "=", "running")]),
        )
        .execute(),
    );
  }

  /** If the write fails, the reservation stays, and the outcome is unknown from then on. */
  async #ending(ownedKey: string, write: () => Promise<unknown>): Promise<void> {
    try {
      await retried(this.#db, write);
    } finally {
      this.#release(ownedKey);
    }
  }

  #release(ownedKey: string): void {
    const left = (this.#holders.get(ownedKey) ?? 1) - 1;
    if (left === 0) this.#holders.delete(ownedKey);
    else this.#holders.set(ownedKey, left);
  }

  async #reserve({ ownedKey, callerId, route, digest }: RequestIdentity): Promise<boolean> {
    // Before the write: once it is committed, other calls see the row.
    this.#holders.set(ownedKey, (this.#holders.get(ownedKey) ?? 0) + 1);
    const row: IdempotentRequestRow = {
      owned_key: ownedKey,
      caller_id: callerId,
      route,
      request_digest: digest,
      state: "running",
      reserved_by: this.#id,
      status: null,
      location: null,
      body: null,
      created_at: this.#context.now(),
      ended_at: null,
    };
    let isReserved = false;
    try {
      isReserved = await retried(this.#db, () =>
        insertRow(this.#db, "idempotent_requests", row, "owned_key"),
      );
    } finally {
      if (!isReserved) this.#release(ownedKey);
    }
    return isReserved;
  }

  /** A request of this process that no call holds any more was ended after it was read, or by a crash. */
  async #findAtRest(ownedKey: string): Promise<FoundRequest | undefined> {
    const row = await this.#find(ownedKey);
    const isLeft =
      row?.state === "running" && row.reserved_by === this.#id && !this.#holders.has(ownedKey);
    return isLeft ? this.#find(ownedKey) : row;
  }

  #find(ownedKey: string): Promise<FoundRequest | undefined> {
    const key = { column: "owned_key", value: ownedKey } as const;
    return lookUp(this.#db, "idempotent_requests", columns, key);
  }

  #isKept({ owned_key, created_at }: FoundRequest): boolean {
    const age = this.#context.now().getTime() - created_at.getTime();
    return age < idempotencyLimits.life * 1000 || this.#holders.has(owned_key);
  }

  async #remove({ owned_key, created_at, reserved_by }: FoundRequest): Promise<void> {
    await retried(this.#db, () =>
      this.#db
        .deleteFrom("idempotent_requests")
        .where("owned_key", "=", owned_key)
        // Another caller can have begun the next request with the key.
        .where((row) =>
          allInOneCase([row("created_at", "=", created_at), row("reserved_by", "=", reserved_by)]),
        )
        .execute(),
    );
  }

  /** Several calls at once can exceed the limit by their number. */
  async #isFull(callerId: string): Promise<boolean> {
    const { kept } = await this.#db
      .selectFrom("idempotent_requests")
      .select((request) => request.fn.countAll<number>().as("kept"))
      .where("caller_id", "=", callerId)
      .executeTakeFirstOrThrow();
    return kept >= idempotencyLimits.ofCaller;
  }

  #outcomeOf(row: FoundRequest, { digest }: RequestIdentity): BegunRequest {
    const { request_digest, state, status, location, body } = row;
    if (request_digest !== digest) return { outcome: "key_reused" };
    if (state === "running") return { outcome: this.#isRunning(row) ? "in_progress" : "unknown" };
    if (state === "unknown" || status === null) return { outcome: "unknown" };
    if (body === null) return { outcome: "not_kept", answer: { status, location } };
    return { outcome: "replayed", answer: { status, location, body } };
  }

  /** Whether a process still works on it, or may. */
  #isRunning({ owned_key, reserved_by, created_at }: FoundRequest): boolean {
    if (reserved_by === this.#id) return this.#holders.has(owned_key);
    // One server uses a DuckDB file at a time, so the one that has reserved it is gone.
    if (engineOf(this.#db) === "duckdb") return false;
    const age = this.#context.now().getTime() - created_at.getTime();
    // The clocks of the servers differ, and can be set back.
    return Math.abs(age) < idempotencyLimits.patience * 1000;
  }
}

const columns = [
  "owned_key",
  "request_digest",
  "state",
  "reserved_by",
  "status",
  "location",
  "body",
  "created_at",
] as const;

type FoundRequest = Pick<IdempotentRequestRow, (typeof columns)[number]>;
