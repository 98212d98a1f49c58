import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clientWithPace } from "../src/create-client.ts";
import { json, scriptedFetch, type Seen } from "./scripted-fetch.ts";
import { TestPace } from "./test-pace.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const hangs = (_: Seen, signal: AbortSignal): Promise<Response> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

test("each attempt has its own time, until its answer is complete", async () => {
  const stalls = (_: Seen, signal: AbortSignal): Response => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"half":'));
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
  const { fetch, seen } = scriptedFetch(hangs, stalls, json({ user: null }));
  const client = clientWithPace({ url: "https://example.org", key: "k", fetch }, new TestPace());
  const answer = client.me({ timeout: 1000 });
  await vi.advanceTimersByTimeAsync(999);
  expect(seen).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await answer).toEqual({ user: null });
  expect(vi.getTimerCount()).toBe(0);
});

test("a request that is not safe to repeat fails at the end of its time", async () => {
  const { fetch, seen } = scriptedFetch(hangs);
  const client = clientWithPace({ url: "https://example.org", key: "k", fetch }, new TestPace());
  const request = { path: { id: "x" }, body: {}, timeout: 5 };
  const error = client.request("PATCH /v1/users/{id}", request).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(5);
  expect(await error).toMatchObject({ name: "HandsFreeConnectionError", code: "timed_out" });
  expect(seen).toHaveLength(1);
});
