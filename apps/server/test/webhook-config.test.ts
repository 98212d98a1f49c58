import { signGithubPayload, webhookIntake } from "@handsfree/repositories/webhooks";
import { expect, test } from "vitest";
import { readWebhookIntake, readWebhookSources } from "../src/webhook-config.ts";

const whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const names = (environment: Record<string, string>) =>
  readWebhookSources(environment).map(({ name }) => name);

/** Whether GitHub's source takes what is signed with the secret. */
async function takes(environment: Record<string, string>, secret: string): Promise<boolean> {
  const [github] = readWebhookSources(environment);
  const headers = new Map([
    ["x-github-event", "push"],
    ["x-github-delivery", "d-1"],
    ["x-hub-signature-256", signGithubPayload(secret, "{}")],
  ]);
  const verification = await github?.verify({ headers, body: Buffer.from("{}"), now: new Date() });
  return verification?.verified ?? false;
}

test("none without secrets, and an empty one is none", () => {
  expect(names({})).toEqual([]);
  expect(names({ GITHUB_WEBHOOK_SECRET: "", GITHUB_WEBHOOK_SECRETS: " " })).toEqual([]);
});

test("one secret of GitHub's is taken whole; several are told apart by white space", async () => {
  const one = { GITHUB_WEBHOOK_SECRET: "two words, one secret" };
  expect(await takes(one, "two words, one secret")).toBe(true);
  expect(await takes(one, "two")).toBe(false);
  const several = { GITHUB_WEBHOOK_SECRETS: " new,er\nold " };
  expect(await takes(several, "new,er")).toBe(true);
  expect(await takes(several, "old")).toBe(true);
  expect(await takes({ ...one, ...several }, "two words, one secret")).toBe(true);
  expect(await takes({ ...one, ...several }, "old")).toBe(true);
  expect(names({ ...one, ...several })).toEqual(["github"]);
});

test("a source of Standard Webhooks for each variable of theirs", () => {
  const environment = {
    GITHUB_WEBHOOK_SECRET: "a",
    STANDARD_WEBHOOKS_ACME: whsec,
    STANDARD_WEBHOOKS_ACME_BILLING: `${whsec} ${whsec}\n`,
    STANDARD_WEBHOOKS_SUPABASE: `v1,${whsec}|v1,${whsec}`,
    STANDARD_WEBHOOKS_BARE: whsec.slice("whsec_".length),
  };
  expect(names(environment)).toEqual(["github", "acme", "acme_billing", "supabase", "bare"]);
});

test.for([
  [{ GITHUB_WEBHOOK_SECRET: "  " }, /^GITHUB_WEBHOOK_SECRET has an empty secret/],
  [{ GITHUB_WEBHOOK_SECRET: "SECRETSECRET\n" }, /^GITHUB_WEBHOOK_SECRET .* white space around it/],
  [{ GITHUB_WEBHOOK_SECRET: " SECRETSECRET" }, /^GITHUB_WEBHOOK_SECRET .* white space around it/],
  [{ STANDARD_WEBHOOKS_ACME: "" }, /^STANDARD_WEBHOOKS_ACME has no secret/],
  [{ STANDARD_WEBHOOKS_ACME: "SECRET" }, /^STANDARD_WEBHOOKS_ACME has a secret that begins/],
  [
    { STANDARD_WEBHOOKS_ACME: "whsec_SECRETSECRET" },
    /^STANDARD_WEBHOOKS_ACME has a secret of 9 bytes/,
  ],
  [{ STANDARD_WEBHOOKS_: whsec }, /^STANDARD_WEBHOOKS_ must end in the name of the source: /],
  [{ "STANDARD_WEBHOOKS_A/B": whsec }, /^STANDARD_WEBHOOKS_A\/B must end/],
  [{ STANDARD_WEBHOOKS_GITHUB: whsec }, /^STANDARD_WEBHOOKS_GITHUB is reserved/],
] as const)("the sources of %j are refused: %s, without the secret", ([environment, message]) => {
  expect(() => readWebhookSources(environment)).toThrow(message);
  expect(() => readWebhookSources(environment)).toThrow(/^(?!.*(?:SECRETSECRET|"SECRET|MfKQ))/);
});

test("the intake's settings", () => {
  expect(readWebhookIntake({ WEBHOOK_BODY_LIMIT: "" })).toEqual(webhookIntake());
  const environment = {
    WEBHOOK_BODY_LIMIT: "1000",
    WEBHOOK_BODY_WINDOW: "60",
    WEBHOOK_FORGED_BODY_LIMIT: "0",
    WEBHOOK_FORGED_PER_HOUR: "5",
    WEBHOOK_HEADERS: "Content-Type, X-Request-Id",
  };
  expect(readWebhookIntake(environment)).toEqual({
    maximumBody: 1000,
    bodyWindowSeconds: 60,
    maximumForgedBody: 0,
    forgedPerHour: 5,
    keptHeaders: ["content-type", "x-request-id"],
  });
});

test.for([
  [{ WEBHOOK_BODY_LIMIT: "25MiB" }, /^WEBHOOK_BODY_LIMIT is "25MiB"; give a whole number/],
  [{ WEBHOOK_BODY_LIMIT: "0" }, /^WEBHOOK_BODY_LIMIT is 0; give a whole number from 1 to /],
  [{ WEBHOOK_BODY_WINDOW: "-1" }, /^WEBHOOK_BODY_WINDOW is "-1"/],
  [{ WEBHOOK_FORGED_PER_HOUR: "1e3" }, /^WEBHOOK_FORGED_PER_HOUR is "1e3"/],
  [{ WEBHOOK_HEADERS: "content-type,Cookie" }, /^WEBHOOK_HEADERS holds cookie, which carries/],
] as const)("the settings %j are refused: %s", ([environment, message]) => {
  expect(() => readWebhookIntake(environment)).toThrow(message);
});
