import { expect, test } from "vitest";
import { defaultKeptHeaders, webhookIntake } from "../../src/entries/webhooks.ts";

test.for([
  "Authorization",
  "proxy-authorization",
  "cookie",
  "Set-Cookie",
  "x-hub-signature",
  "X-Hub-Signature-256",
  "webhook-signature",
  "stripe-signature",
  "x-gitlab-token",
  "x-api-key",
  "x-amz-security-token",
  "",
  "a b",
  "a:b",
  "é",
  "a\n",
])("the name %j is refused", (name) => {
  expect(() => webhookIntake({ keptHeaders: ["content-type", name] })).toThrow(
    /^keptHeaders holds /,
  );
});

test.for([
  ["maximumBody", 0],
  ["maximumBody", 100 * 1024 * 1024 + 1],
  ["bodyWindowSeconds", -1],
  ["bodyWindowSeconds", 1.5],
  ["bodyWindowSeconds", 30 * 24 * 3600 + 1],
  ["maximumForgedBody", -1],
  ["forgedPerHour", Number.NaN],
] as const)("the setting %s of %d is refused", ([setting, value]) => {
  expect(() => webhookIntake({ [setting]: value })).toThrow(`${setting} is ${value}; give a whole`);
});

test("51 names are refused, and no default name is a credential", () => {
  const names = Array.from({ length: 51 }, (_, index) => `x-${index}`);
  expect(() => webhookIntake({ keptHeaders: names })).toThrow(/at most 50/);
  expect(webhookIntake().keptHeaders).toEqual(defaultKeptHeaders);
});
