import { createClient } from "@handsfree/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepLease } from "../../src/calls/keep-lease.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const lease = { token: "t", expiresAt: new Date(0), seconds: 30 };
const answer = (status: number, body: object): Response => Response.json(body, { status });
const extended = (): Response => answer(200, { outcome: "extended", lease_expires_at: "" });

/** Keeps a lease whose heartbeats are answered by a script, which repeats its last step. */
function keep(...script: (() => Response)[]) {
  let beats = 0;
  const client = createClient({
    url: "http://127.0.0.1:1",
    key: "k",
    retries: 0,
    fetch: async () => {
      const step = script[Math.min(beats, script.length - 1)];
      beats += 1;
      if (step === undefined) throw new Error("the script is empty");
      return step();
    },
  });
  return { ...keepLease(client, "id", lease), beats: () => beats };
}

const lost = (code: string, status: number) => () =>
  answer(status, { code, detail: code, status, title: code });
const noAnswer = (): never => {
  throw new TypeError("fetch failed");
};

test("a lease that is extended is kept, and its end leaves no timer", async () => {
  const kept = keep(extended);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(kept.beats()).toBe(13);
  expect(kept.lost.aborted).toBe(false);
  kept.end();
  expect(vi.getTimerCount()).toBe(0);
});

test("a lease that the server says is lost is lost at once", async () => {
  for (const refusal of [lost("lease_lost", 409), lost("not_found", 404), lost("forbidden", 403)]) {
    const kept = keep(extended, refusal);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(kept.lost.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  }
});

test("a server that is away for less than the lease changes nothing, and for longer loses it", async () => {
  const brief = keep(noAnswer, lost("internal_error", 500), extended);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(brief.lost.aborted).toBe(false);
  brief.end();

  const away = keep(extended, noAnswer);
  await vi.advanceTimersByTimeAsync(37_000);
  expect(away.lost.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(away.lost.reason).toEqual(
    new Error("the lease of the call ran out: no heartbeat in 30 s"),
  );
  expect(vi.getTimerCount()).toBe(0);
});

test("a heartbeat that is answered after the end starts nothing", async () => {
  const gate = Promise.withResolvers<Response>();
  const client = createClient({ url: "http://127.0.0.1:1", key: "k", fetch: () => gate.promise });
  const kept = keepLease(client, "id", lease);
  await vi.advanceTimersByTimeAsync(10_000);
  kept.end();
  gate.resolve(extended());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(kept.lost.aborted).toBe(false);
});
