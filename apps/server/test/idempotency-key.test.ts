import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

/** A body of each route whose record has the key. */
const routes = [
  ["/v1/commands", { input_type: "text", status: "ok" }],
  ["/v1/action-logs", { action_type: "merge_pr", ok: true }],
  ["/v1/pending-actions", { summary: "Merge", action_type: "merge_pr", action_payload: {} }],
] as const;
const post = (url: string, body: object, key: string) =>
  api.post(url, body, userId, { "idempotency-key": key });

test("every POST of a caller who is known takes a key, and no other route does", async () => {
  await api.app.ready();
  const { paths } = (api.app as unknown as { swagger: () => { paths: Paths } }).swagger();
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, parameters = [] }]) => ({
      operation: `${method} ${path}`,
      takesKey: parameters.some(({ name }) => name === "idempotency-key"),
      isPostOfKnown: method === "post" && security.length > 0,
    })),
  );
  expect(all.filter(({ takesKey }) => takesKey).length).toBeGreaterThan(40);
  for (const { operation, takesKey, isPostOfKnown } of all) {
    expect({ operation, takesKey }).toEqual({ operation, takesKey: isPostOfKnown });
  }
});

type Paths = Record<
  string,
  Record<
    string,
    { readonly security: readonly unknown[]; readonly parameters?: { readonly name: string }[] }
  >
>;

test.for(routes)("%s takes every spelling of a key as one", async ([url, body]) => {
  const spellings = [
    ["abc", ['"abc"', '"abc";a=1', '"abc" ; a', ' "abc" ', "abc"]],
    ['a"b\\c', ['"a\\"b\\\\c"']],
    ["a b", ['"a b"']],
    ["x".repeat(1000), [`"${"x".repeat(1000)}"`]],
    ['"'.repeat(3).replace('"', "q"), [`"q${'\\"'.repeat(2)}"`]],
  ] as const;
  for (const [key, others] of spellings) {
    expect((await post(url, body, key)).statusCode).toBe(201);
    for (const other of others) {
      expect([other, (await post(url, body, other)).statusCode]).toEqual([other, 200]);
    }
  }
  // White space inside is a part of the key, and so is its case.
  for (const other of ['" abc"', '"ABC"', "a  b"]) {
    expect([other, (await post(url, body, other)).statusCode]).toEqual([other, 201]);
  }
});

test.for(routes)("%s refuses what begins with a quote and is no string", async ([url, body]) => {
  for (const key of ['"', '""', '"abc', '"a"b', '"a\\b"', '"a", "b"', '"é"', '"a"; B']) {
    const response = await post(url, body, key);
    expect([key, response.statusCode]).toEqual([key, 400]);
    expect(response.json()).toMatchObject({ code: "invalid_input", field: "idempotency-key" });
  }
  for (const key of ["", "x".repeat(1001), `"${"x".repeat(1001)}"`]) {
    const response = await post(url, body, key);
    expect([key.length, response.statusCode]).toEqual([key.length, 400]);
    expect(response.json()).toMatchObject({ field: "idempotency-key" });
  }
});

test("a route that takes no key does not mind one", async () => {
  const response = await api.app.inject({ url: "/health", headers: { "idempotency-key": '"' } });
  expect(response.statusCode).toBe(200);
});
