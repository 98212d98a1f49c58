import { signGithubPayload } from "@handsfree/repositories/webhooks";
import { afterEach, expect, test, vi } from "vitest";
import { RateStore } from "../../src/access/rate-store.ts";
import { stranger, TestApi, userId, webhookSecret } from "../api.ts";
import { bearer } from "../callers.ts";

afterEach(() => void vi.useRealTimers());

const limits = { perKey: 3, perAddress: 2, deliveries: 4 };
const behindProxy = true;

async function start(): Promise<TestApi> {
  vi.useFakeTimers({ toFake: ["performance"] });
  return TestApi.start({ rateLimits: limits, behindProxy });
}

/** A request of an address, with the headers of its answer. */
async function call(api: TestApi, url: string, address: string, key?: string) {
  const headers = { "x-forwarded-for": address, ...(key === undefined ? {} : bearer(key)) };
  return api.app.inject({ url, headers });
}

test("a key has its number of requests in ten seconds, from any address, and others have theirs", async () => {
  await using api = await start();
  const [key, other] = [await api.keyOf(userId), await api.keyOf(stranger)];
  const remaining: unknown[] = [];
  for (let n = 1; n <= limits.perKey; n++) {
    const { statusCode, headers } = await call(api, "/v1/commands", `203.0.113.${n}`, key);
    expect(statusCode).toBe(200);
    remaining.push(headers["ratelimit-remaining"]);
  }
  expect(remaining).toEqual(["2", "1", "0"]);
  vi.advanceTimersByTime(3500);
  const refused = await call(api, "/v1/commands", "203.0.113.9", key);
  expect(refused.headers).toMatchObject({
    "content-type": "application/problem+json",
    "retry-after": "7",
    "ratelimit-limit": "3",
    "ratelimit-remaining": "0",
    "ratelimit-reset": "7",
  });
  expect(refused.json()).toMatchObject({ status: 429, code: "rate_limited", limit: 3 });
  expect((await call(api, "/v1/commands", "203.0.113.9", other)).statusCode).toBe(200);
  vi.advanceTimersByTime(6500);
  expect((await call(api, "/v1/commands", "203.0.113.9", key)).statusCode).toBe(200);
});

test("an address without a key has fewer, before its credentials are looked at", async () => {
  await using api = await start();
  const statuses: number[] = [];
  for (const key of ["hf_user_a", "hf_user_b", await api.keyOf(userId)]) {
    statuses.push((await call(api, "/v1/commands", "203.0.113.7", key)).statusCode);
  }
  expect(statuses).toEqual([401, 401, 429]);
  expect((await call(api, "/nowhere", "203.0.113.7")).statusCode).toBe(429);
  expect((await call(api, "/nowhere", "203.0.113.8")).statusCode).toBe(404);
});

test("a caller who was known before is not refused for what others behind the address do", async () => {
  await using api = await start();
  const key = await api.keyOf(userId);
  expect((await call(api, "/v1/commands", "203.0.113.7", key)).statusCode).toBe(200);
  for (let n = 0; n < 5; n++) await call(api, "/v1/commands", "203.0.113.7");
  expect((await call(api, "/v1/commands", "203.0.113.7")).statusCode).toBe(429);
  expect((await call(api, "/v1/commands", "203.0.113.7", key)).statusCode).toBe(200);
});

test("the addresses of one /64 are one, and another /64 is another", async () => {
  await using api = await start();
  const statuses: number[] = [];
  for (const end of ["1::1", "1::2", "1:ffff::3", "2::1"]) {
    statuses.push((await call(api, "/nowhere", `2001:db8:0:${end}`)).statusCode);
  }
  expect(statuses).toEqual([404, 404, 429, 404]);
});

test("deliveries have a limit of their own, and forged ones count", async () => {
  await using api = await start();
  const deliver = (n: number, signature: string) =>
    api.deliver(`{"n":${n}}`, {
      "x-github-delivery": String(n),
      "x-hub-signature-256": signature,
      "x-forwarded-for": "203.0.113.7",
    });
  for (let n = 0; n < 3; n++) await call(api, "/nowhere", "203.0.113.7");
  const statuses: number[] = [];
  for (let n = 0; n < 5; n++) {
    const signature =
      n === 0 ? `sha256=${"0".repeat(64)}` : signGithubPayload(webhookSecret, `{"n":${n}}`);
    statuses.push((await deliver(n, signature)).statusCode);
  }
  expect(statuses).toEqual([401, 202, 202, 202, 429]);
});

test("health is answered always", async () => {
  await using api = await start();
  for (let n = 0; n < 10; n++) {
    expect((await call(api, "/health", "203.0.113.7")).statusCode).toBe(200);
  }
});

test("the counters of callers are bounded, and those whose windows began first are forgotten", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const store = new RateStore();
  const count = (caller: string): number | undefined => {
    let current: number | undefined;
    store.incr(caller, (_error, result) => (current = result?.current), 10_000);
    return current;
  };
  count("first");
  for (let n = 0; n < 9999; n++) count(`caller ${n}`);
  expect(count("first")).toBe(2);
  count("one more");
  expect([count("first"), count("caller 9998"), count("one more")]).toEqual([1, 2, 2]);
});
