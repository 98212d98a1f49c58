import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { readExecutors } from "../../src/executors/config.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

test("without settings nothing is carried out", () => {
  expect(readExecutors({ GITHUB_API_URL: "https://api.github.com" })).toEqual({
    github: undefined,
    webhooks: undefined,
  });
});

test("an app, tokens and webhooks are read", () => {
  const { github, webhooks } = readExecutors({
    GITHUB_APP_ID: "12",
    GITHUB_APP_PRIVATE_KEY: pem.trim().replaceAll("\n", String.raw`\n`),
    GITHUB_TOKEN_ADA: " token-of-ada ",
    ACTION_WEBHOOKS: "deploy=https://example.org/deploy\nnotify=https://example.org/notify",
    ACTION_WEBHOOK_SECRET: secret,
  });
  expect(github?.app).toEqual({ id: 12, privateKey: pem.trim() });
  expect(github?.findToken?.("GITHUB_TOKEN_ADA")).toBe("token-of-ada");
  expect(github?.findToken?.("GITHUB_APP_PRIVATE_KEY")).toBeUndefined();
  expect(webhooks).toEqual({
    urls: { deploy: "https://example.org/deploy", notify: "https://example.org/notify" },
    secret,
  });
});

test.for([
  [{ GITHUB_APP_ID: "12" }, "GITHUB_APP_PRIVATE_KEY"],
  [{ GITHUB_APP_PRIVATE_KEY: pem }, "GITHUB_APP_ID"],
  [{ GITHUB_APP_ID: "12", GITHUB_APP_PRIVATE_KEY: "PRIVATE" }, "GITHUB_APP_PRIVATE_KEY"],
  [{ GITHUB_API_URL: "http://github.example.org/api/v3" }, "GITHUB_API_URL"],
  [{ ACTION_WEBHOOKS: "deploy" }, "ACTION_WEBHOOKS"],
  [{ ACTION_WEBHOOKS: "deploy=https://example.org" }, "ACTION_WEBHOOK_SECRET"],
] as const)("%o is refused, and the error names the variable alone", ([environment, field]) => {
  const read = (): unknown => readExecutors(environment);
  expect(read).toThrow(expect.objectContaining({ field }) as Error);
  expect(read).not.toThrow(/PRIVATE KEY-----/);
});
