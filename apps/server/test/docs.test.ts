import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import openapi from "../openapi.json" with { type: "json" };
import { TestApi } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const get = (url: string, headers: Record<string, string> = {}) =>
  api.app.inject({ method: "GET", url, headers });

/** What a browser would load from another host by itself: sources of elements, and addresses in styles. */
const foreign = [
  /<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\//i,
  /url\(\s*["']?(?:https?:)?\/\//i,
  /@import\b\s*(?:url\()?["']?(?:https?:)?\/\//i,
  /\bimport\(\s*["'`](?:https?:)?\/\//,
];

test("the description is public, and is that of this release", async () => {
  const response = await get("/openapi.json");
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(response.json()).toEqual(openapi);
});

test("a browser that shows the page may load from this server alone", async () => {
  const page = await get("/docs");
  expect(page.statusCode).toBe(200);
  const policy = String(page.headers["content-security-policy"]);
  const directives = new Map(
    policy.split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources.filter((source) => !source.startsWith("'nonce-"))] as const;
    }),
  );
  expect(directives.get("default-src")).toEqual(["'none'"]);
  expect(directives.get("script-src")).toEqual(["'self'"]);
  expect(directives.get("connect-src")).toEqual(["'self'"]);
  expect([...directives.values()].flat().toSorted()).not.toContain("https:");
  expect([...new Set([...directives.values()].flat())].toSorted()).toEqual([
    "'none'",
    "'self'",
    "'unsafe-inline'",
    "data:",
  ]);
  for (const pattern of foreign) expect(page.body).not.toMatch(pattern);
});

test("styles of the page need a word that each answer makes anew", async () => {
  const [one, other] = await Promise.all([get("/docs"), get("/docs")]);
  const nonces = [one, other].map(({ headers, body }) => {
    const [, nonce = ""] = /csp-nonce" content="([^"]+)"/.exec(body) ?? [];
    expect(headers["content-security-policy"]).toContain(`style-src 'self' 'nonce-${nonce}'`);
    return nonce;
  });
  expect(new Set(nonces).size).toBe(2);
});

test("the script comes with the server, compressed where the caller takes that", async () => {
  const compressed = await get("/docs/scalar.js", { "accept-encoding": "br, gzip" });
  expect(compressed.headers["content-encoding"]).toBe("gzip");
  expect(compressed.rawPayload.length).toBeLessThan(2_000_000);
  const script = gunzipSync(compressed.rawPayload).toString();
  const plain = await get("/docs/scalar.js");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.body).toBe(script);
  expect(script).toContain("createApiReference");
  for (const pattern of foreign) expect(script.match(pattern)?.[0]).toBeUndefined();

  const start = await get("/docs.js");
  expect(start.body).not.toMatch(/https?:/);
  expect(start.body).toContain('url: "/openapi.json"');
});
