import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { type Kysely, sql } from "kysely";
import { v7 } from "uuid";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import {
  type BegunRequest,
  idempotencyLimits,
  IdempotentRequests,
  removeExpiredRequests,
} from "../../src/entries/idempotency.ts";
import { request } from "./request.ts";

let db: Kysely<Database>;
let clock: TestClock;
let requests: IdempotentRequests;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  requests = new IdempotentRequests(db, clock);
});
afterEach(() => db.destroy());

const answer = { status: 201, location: "/v1/users/7", body: '{"id":7}' };
const keyOf = (begun: BegunRequest): string => {
  if (begun.outcome !== "begun") throw new Error(begun.outcome);
  return begun.ownedKey;
};
const carryOut = async () => requests.keep(keyOf(await requests.begin(request)), answer);
const hours = (count: number) => count * 3_600_000;

describe("a request with a key", () => {
  test("is begun once, and then has its answer", async () => {
    const key = keyOf(await requests.begin(request));
    expect(await requests.begin(request)).toEqual({ outcome: "in_progress" });
    await requests.keep(key, answer);
    expect(await requests.begin(request)).toEqual({ outcome: "replayed", answer });
  });

  test("is begun once by 30 callers at once", async () => {
    const begun = await Promise.all(Array.from({ length: 30 }, () => requests.begin(request)));
    const outcomes = begun.map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual(["begun", ...Array<string>(29).fill("in_progress")]);
  });

  test.for([
    ["kept", "replayed"],
    ["lost", "unknown"],
    ["free", "begun"],
  ] as const)("has its end for a caller who read it before it was %s", async ([end, outcome]) => {
    const read = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    let holds = false;
    const slow = db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (!holds) return result;
        holds = false;
        read.resolve();
        await ended.promise;
        return result;
      },
    });
    const own = new IdempotentRequests(slow, clock);
    const key = keyOf(await own.begin(request));
    holds = true;
    const late = own.begin(request);
    await read.promise;
    await {
      kept: () => own.keep(key, answer),
      lost: () => own.lose(key),
      free: () => own.free(key),
    }[end]();
    ended.resolve();
    expect((await late).outcome).toBe(outcome);
  });

  test("is begun once by the processes of two servers at once", async () => {
    const other = new IdempotentRequests(db, clock);
    const begun = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? requests : other).begin(request)),
    );
    expect(begun.filter(({ outcome }) => outcome === "begun")).toHaveLength(1);
  });

  test("is another one with another content, or of another route's content", async () => {
    await carryOut();
    const other = { ...request, content: "/v1/users\n\n{} " };
    expect(await requests.begin(other)).toEqual({ outcome: "key_reused" });
  });

  test("belongs to its caller", async () => {
    await carryOut();
    const other = { ...request, callerId: v7() };
    expect((await requests.begin(other)).outcome).toBe("begun");
  });

  test("can be begun again once it is free", async () => {
    await requests.free(keyOf(await requests.begin(request)));
    expect(await db.selectFrom("idempotent_requests").selectAll().execute()).toEqual([]);
    await carryOut();
    expect((await requests.begin(request)).outcome).toBe("replayed");
  });

  test("is not carried out again when its outcome is lost", async () => {
    await requests.lose(keyOf(await requests.begin(request)));
    expect(await requests.begin(request)).toEqual({ outcome: "unknown" });
  });

  test("has an answer without its body, if that is secret or large", async () => {
    const { body, ...head } = answer;
    const large = "x".repeat(idempotencyLimits.body + 1);
    for (const [key, kept] of [
      ["secret", null],
      ["large", large],
    ] as const) {
      await requests.keep(keyOf(await requests.begin({ ...request, key })), {
        ...head,
        body: kept,
      });
      const outcome = await requests.begin({ ...request, key });
      expect(outcome).toEqual({ outcome: "not_kept", answer: head });
    }
    const small = { ...head, body: large.slice(1) };
    await requests.keep(keyOf(await requests.begin(request)), small);
    expect(await requests.begin(request)).toEqual({ outcome: "replayed", answer: small });
    expect(body).toBe(answer.body);
  });

  test("leaves no key and no content in the database", async () => {
    await carryOut();
    const rows = JSON.stringify(await db.selectFrom("idempotent_requests").selectAll().execute());
    expect(rows).not.toContain(request.key);
    expect(rows).not.toContain(JSON.stringify(request.content));
  });
});

describe("after the process that began it has died", () => {
  const later = () => new IdempotentRequests(db, clock);

  test("its outcome is unknown, at once or when no server can be working on it", async () => {
    await requests.begin(request);
    const atOnce = inject("engine") === "postgres" ? "in_progress" : "unknown";
    expect(await later().begin(request)).toEqual({ outcome: atOnce });
    clock.advance(idempotencyLimits.patience * 1000);
    expect(await later().begin(request)).toEqual({ outcome: "unknown" });
    expect(await later().begin({ ...request, content: "" })).toEqual({ outcome: "key_reused" });
  });

  test("its answer is there if it was kept", async () => {
    await carryOut();
    expect(await later().begin(request)).toEqual({ outcome: "replayed", answer });
  });

  test("and lived on after all, its answer is kept", async () => {
    const key = keyOf(await requests.begin(request));
    clock.advance(hours(1));
    expect(await later().begin(request)).toEqual({ outcome: "unknown" });
    await requests.keep(key, answer);
    expect(await later().begin(request)).toEqual({ outcome: "replayed", answer });
  });
});

describe("time", () => {
  test("frees a key after a day", async () => {
    await carryOut();
    clock.advance(hours(24) - 1);
    expect((await requests.begin(request)).outcome).toBe("replayed");
    clock.advance(1);
    expect((await requests.begin({ ...request, content: "other" })).outcome).toBe("begun");
  });

  test("of a clock that is set back, or forward by less than a day, frees none", async () => {
    await carryOut();
    for (const jump of [-hours(48), hours(71)]) {
      clock.advance(jump);
      expect((await requests.begin(request)).outcome).toBe("replayed");
    }
  });

  test("of a clock that jumps does not begin what is under way again", async () => {
    await requests.begin(request);
    clock.advance(hours(30));
    expect(await requests.begin(request)).toEqual({ outcome: "in_progress" });
    clock.advance(-hours(60));
    expect(await requests.begin(request)).toEqual({ outcome: "in_progress" });
  });

  test("lets one of several callers begin the next request", async () => {
    await carryOut();
    clock.advance(hours(24));
    const begun = await Promise.all(Array.from({ length: 10 }, () => requests.begin(request)));
    expect(begun.filter(({ outcome }) => outcome === "begun")).toHaveLength(1);
  });

  test("removes expired requests, and no others", async () => {
    await carryOut();
    clock.advance(hours(1));
    await requests.begin({ ...request, key: "later" });
    clock.advance(hours(23));
    expect(await removeExpiredRequests(db, clock)).toBe(1);
    expect(await removeExpiredRequests(db, clock)).toBe(0);
    expect((await requests.begin({ ...request, key: "later" })).outcome).toBe("in_progress");
  });
});

test("a caller has a limit of keys, which does not concern others", async () => {
  await sql`insert into idempotent_requests
    (owned_key, caller_id, route, request_digest, state, reserved_by, created_at)
    select 'key-' || n, ${request.callerId}, 'POST /v1/users', '', 'unknown', ${v7()}, ${clock.now()}
    from generate_series(1, ${idempotencyLimits.ofCaller}) as numbers(n)`.execute(db);
  expect(await requests.begin(request)).toEqual({ outcome: "too_many" });
  expect((await requests.begin({ ...request, callerId: v7() })).outcome).toBe("begun");
  clock.advance(hours(24));
  expect(await removeExpiredRequests(db, clock)).toBe(idempotencyLimits.removed);
});
