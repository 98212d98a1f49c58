import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultKeptHeaders, findWebhookEvent, webhookIntake } from "../../src/entries/webhooks.ts";
import { db, eventOf, githubHeaders, receive, store, useDeliveries } from "./deliveries.ts";

useDeliveries();

const credentials = {
  authorization: "Bearer SECRET",
  "Proxy-Authorization": "Basic SECRET",
  cookie: "session=SECRET",
  "X-Hub-Signature": "sha1=SECRET",
  "x-api-key": "SECRET",
  "x-forwarded-for": "SECRET",
};

test("listed headers are kept by lower-case name, in the list's order", async () => {
  const headers = { "USER-Agent": "GitHub-Hookshot/1", ...githubHeaders("{}"), ...credentials };
  const { id } = eventOf(await receive("{}", { headers }));
  const event = await findWebhookEvent(db, id);
  expect(Object.entries(event?.headers ?? {})).toEqual([
    ["content-type", "application/json"],
    ["user-agent", "GitHub-Hookshot/1"],
    ["x-github-event", "push"],
    ["x-github-delivery", "d-1"],
  ]);
});

test("a forged delivery keeps the listed headers, and no other part of its head", async () => {
  const headers = {
    ...githubHeaders("{}"),
    ...credentials,
    "x-hub-signature-256": "sha256=SECRET",
  };
  const { id } = eventOf(await receive("{}", { headers }));
  expect((await findWebhookEvent(db, id))?.headers).toHaveProperty("x-github-event", "push");
  expect(JSON.stringify(await db.selectFrom("webhook_events").selectAll().execute())).not.toMatch(
    /SECRET|authorization|cookie/,
  );
});

test("for any headers, only listed names and bounded values are kept", async () => {
  const name = fc.oneof(
    fc.constantFrom(...defaultKeptHeaders, "__proto__", "Cookie", "X-Hub-Signature-256"),
    fc.string(),
  );
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.string()),
    fc.constant(undefined),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value), async (headers) => {
      const { id } = eventOf(await store({ deliveryId: null, headers }));
      const kept = (await findWebhookEvent(db, id))?.headers;
      for (const [key, text] of Object.entries(kept ?? {})) {
        expect(defaultKeptHeaders).toContain(key);
        expect(text.length).toBeLessThanOrEqual(1000);
        expect(text).not.toMatch(/\p{Cc}/u);
      }
    }),
    { numRuns: 60 },
  );
});

test("a long value is cut, a secret is redacted, and repeated headers are joined", async () => {
  const headers = {
    "content-type": "x".repeat(100_000),
    "user-agent": "curl ghp_0123456789abcdef0123456789abcdef0123",
    "WEBHOOK-ID": ["a", "b"],
    "webhook-id": "c",
  };
  expect(eventOf(await store({ headers })).headers).toEqual({
    "content-type": "x".repeat(1000),
    "user-agent": "curl [redacted]",
    "webhook-id": "a, b, c",
  });
});

test("a given list replaces the default; an empty one keeps no header", async () => {
  const headers = { "content-type": "a", "X-Request-Id": "7" };
  const own = webhookIntake({ keptHeaders: ["X-Request-ID", "x-request-id"] });
  expect(own.keptHeaders).toEqual(["x-request-id"]);
  expect(eventOf(await store({ headers, intake: own })).headers).toEqual({ "x-request-id": "7" });
  const none = webhookIntake({ keptHeaders: [] });
  expect(eventOf(await store({ deliveryId: "d-2", headers, intake: none })).headers).toBeNull();
});
