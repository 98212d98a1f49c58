import { expect, test } from "vitest";
import { findNearMisses } from "../../src/settings/near-misses.ts";

test.for([
  ["GITHUB_WEBHOOK_SECRET_", "GITHUB_WEBHOOK_SECRET"],
  ["GITHUB_WEBHOOKS_SECRET", "GITHUB_WEBHOOK_SECRET"],
  ["GITHUB_WEBHOOK_SECERTS", "GITHUB_WEBHOOK_SECRETS"],
  ["GITHUB_WEBHOOK_TOKEN", "GITHUB_WEBHOOK_SECRET"],
  ["GITHUB_WEBHOK_SECRET", "GITHUB_WEBHOOK_SECRET"],
  ["github_webhook_secret", "GITHUB_WEBHOOK_SECRET"],
  ["GITHUB-WEBHOOK-SECRET", "GITHUB_WEBHOOK_SECRET"],
  ["WEBHOOK_BODY_LIMITS", "WEBHOOK_BODY_LIMIT"],
  ["WEBHOOK_HEADER", "WEBHOOK_HEADERS"],
  ["WEBHOOKS_HEADERS", "WEBHOOK_HEADERS"],
  ["STANDARD_WEBHOOK_ACME", "STANDARD_WEBHOOKS_<NAME>"],
  ["RETENTION_KEEPS", "RETENTION_KEEP"],
  ["OPEN_ACTIONS_LIMIT", "OPEN_ACTION_LIMIT"],
  ["AUDIT_SIGNING_KEYFILE", "AUDIT_SIGNING_KEY_FILE"],
  ["DATABASE_URI", "DATABASE_URL"],
  ["DUCKDB_PATHS", "DUCKDB_PATH"],
  ["LOGLEVEL", "LOG_LEVEL"],
  ["ALLOWED_HOST", "ALLOWED_HOSTS"],
  ["HOST_", "HOST"],
  ["port", "PORT"],
] as const)("%s is a near miss of %s", ([variable, meant]) => {
  expect(findNearMisses({ [variable]: "SECRET" })).toEqual([{ variable, meant }]);
});

test("a name of our kind is told, however far it is from the settings", () => {
  expect(findNearMisses({ WEBHOOK_MAX_BODY_BYTE: "1" })).toMatchObject([
    { variable: "WEBHOOK_MAX_BODY_BYTE", meant: expect.stringMatching(/^WEBHOOK_/) as string },
  ]);
});

test("settings, and what every machine sets, are no near misses", () => {
  const usual = ["PATH", "HOME", "HOSTNAME", "POST", "SHELL", "PWD", "LANG", "USER", "TERM", "TZ"];
  const tools = ["NODE_ENV", "NODE_OPTIONS", "npm_config_registry", "CI", "GITHUB_TOKEN", "HOSTS"];
  const own = ["HOST", "PORT", "GITHUB_WEBHOOK_SECRET", "STANDARD_WEBHOOKS_ACME", "RETENTION"];
  const environment = Object.fromEntries([...usual, ...tools, ...own].map((name) => [name, "x"]));
  expect(findNearMisses({ ...environment, [`X${"Y".repeat(100_000)}`]: "x" })).toEqual([]);
});
