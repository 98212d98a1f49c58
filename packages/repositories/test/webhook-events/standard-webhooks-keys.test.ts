import { expect, test } from "vitest";
import { signStandardWebhook, standardWebhooksSource } from "../../src/entries/webhooks.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const base64 = (length: number): string => Buffer.alloc(length, 7).toString("base64");

test.for([
  [[], "has no secret"],
  [[""], "begins with neither"],
  [["SECRET"], "begins with neither"],
  [["not base64 SECRET"], "begins with neither"],
  [[`whsec_whsec_${base64(24)}`], "not base64"],
  [[`v2,whsec_${base64(24)}`], "begins with neither"],
  [[`v1,whpk_${base64(32)}`], "begins with neither"],
  [[`v1a,whsk_${base64(64)}`], "private key"],
  [[base64(23)], "23 bytes"],
  [[` whsec_${base64(24)}`], "white space around it"],
  [[`whsec_${base64(24)}\n`], "white space around it"],
  [[`\ufeff${base64(24)}`], "white space around it"],
  [[7 as unknown as string], "not a text"],
  [["whsec_"], "0 bytes"],
  [[`whsec_${base64(23)}`], "23 bytes"],
  [[`whsec_${base64(65)}`], "65 bytes"],
  [["whsec_SECRET!!"], "not base64"],
  [[`whpk_${base64(31)}`], "31 bytes"],
  [[`whpk_${base64(33)}`], "33 bytes"],
  [[`whsk_${base64(64)}`], "private key"],
  [[secret, "whsec_"], "0 bytes"],
] as const)("the secrets of case %# are refused: %s", ([secrets, problem]) => {
  const make = (): unknown => standardWebhooksSource({ name: "acme", secrets });
  expect(make).toThrow(problem);
  expect(make).toThrow(/^secrets (?!.*(?:SECRET|BwcH))/);
});

test.for([24, 64])("a secret of %d bytes is accepted, with and without its padding", (length) => {
  const secrets = [`whsec_${base64(length)}`, `whsec_${base64(length).replaceAll("=", "")}`];
  expect(standardWebhooksSource({ name: "acme", secrets }).name).toBe("acme");
});

test.for([
  ["whsec_", "as the specification shows it"],
  ["", "as its base64 alone"],
  ["v1,whsec_", "as Supabase shows it"],
  ["v1,", "behind its version"],
])("a secret that begins with %j verifies: %s", async ([prefix]) => {
  const message = { id: "msg_1", timestamp: new Date(0), body: "{}" };
  const headers = new Map(Object.entries(signStandardWebhook(secret, message)));
  const shown = `${prefix}${secret.slice("whsec_".length)}`;
  const source = standardWebhooksSource({ name: "acme", secrets: [shown] });
  const request = { headers, body: Buffer.from("{}"), now: new Date(0) };
  expect(await source.verify(request)).toMatchObject({ verified: true });
  expect(signStandardWebhook(shown, message)).toEqual(Object.fromEntries(headers));
});

test("a public key is accepted after its version, too", () => {
  const secrets = [`v1a,whpk_${base64(32)}`];
  expect(standardWebhooksSource({ name: "acme", secrets }).name).toBe("acme");
});

test.for([0, -1, 1.5, 86_401])("a tolerance of %d seconds is refused", (toleranceSeconds) => {
  expect(() =>
    standardWebhooksSource({ name: "acme", secrets: [secret], toleranceSeconds }),
  ).toThrow(/^toleranceSeconds is /);
});
