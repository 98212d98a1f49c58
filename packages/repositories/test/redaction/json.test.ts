import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonExactly } from "../../src/index.ts";
import { encodeJson } from "../../src/json.ts";
import { redactJson } from "../../src/redaction/redact.ts";

describe("a value is redacted by its member's name", () => {
  test.for([
    "password",
    "Password",
    "db_password",
    "newPassword",
    "password2",
    "passwordConfirmation",
    "passphrase",
    "secret",
    "clientSecret",
    "client_secret",
    "CLIENT-SECRET",
    "secrets",
    "token",
    "accessToken",
    "access_token",
    "ACCESS_TOKEN",
    "X-Auth-Token",
    "refreshtoken",
    "idToken",
    "apiKey",
    "api_key",
    "APIKey",
    "x-api-key",
    "apikey",
    "privateKey",
    "private-key",
    "secretAccessKey",
    "authorization",
    "Proxy-Authorization",
    "cookie",
    "set-cookie",
    "credentials",
    "connectionString",
    "otp",
  ])("%s", (name) => {
    for (const value of ["x", 12, { a: 1 }, ["x"], parseJsonExactly("1.0")]) {
      expect(redactJson({ [name]: value, other: "x" })).toEqual({
        [name]: "[redacted]",
        other: "x",
      });
    }
  });
});

describe("a value is kept if its member's name only resembles a secret's", () => {
  test.for([
    "token_count",
    "tokens_used",
    "tokens",
    "maxTokens",
    "tokenType",
    "secretary",
    "secret_name",
    "nextPageToken",
    "page_token",
    "password_length",
    "passwordChangedAt",
    "key",
    "public_key",
    "primaryKey",
    "idempotency_key",
    "keyboard",
    "author",
    "authorizationUrl",
    "cookieConsent",
    "tokenize",
    "broken",
    "pr",
    "",
    "1",
    "日本",
  ])("%s", (name) => {
    const value = { [name]: "x" };
    expect(redactJson(value)).toBe(value);
  });
});

test("null, an empty text and booleans stay", () => {
  const value = { token: null, secret: true, password: "", cookie: false };
  expect(redactJson(value)).toBe(value);
});

test("an item of a list of names and values is redacted by its name", () => {
  expect(
    redactJson({
      headers: [
        { name: "Authorization", value: "x" },
        { name: "Accept", value: "text/html" },
      ],
      env: [{ key: "API_TOKEN", value: 5 }],
    }),
  ).toEqual({
    headers: [
      { name: "Authorization", value: "[redacted]" },
      { name: "Accept", value: "text/html" },
    ],
    env: [{ key: "API_TOKEN", value: "[redacted]" }],
  });
});

test("secrets are found at any depth, and a value without one is returned as the same object", () => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  const harmless = { deep: [{ n: 1 }] };
  const value = { list: ["fine", [`see ${token}`]], [token]: 1, harmless };
  const result = redactJson(value) as Record<string, unknown>;
  expect(result).toEqual({ list: ["fine", ["see [redacted]"]], "[redacted]": 1, harmless });
  expect(result["harmless"]).toBe(harmless);
  expect(redactJson(harmless)).toBe(harmless);
});

test("members whose names are redacted do not replace each other", () => {
  const [first, second] = ["A", "B"].map((end) => `ghp_${"a1B2".repeat(9)}${end}`);
  const text = `{"${first}":1,"[redacted] 2":2,"${second}":3,"see ${first}":4,"see ${second}":{"${first}":5}}`;
  const result = redactJson(JSON.parse(text));
  expect(JSON.stringify(result)).toBe(
    '{"[redacted]":1,"[redacted] 2":2,"[redacted] 3":3,"see [redacted]":4,"see [redacted] 2":{"[redacted]":5}}',
  );
  expect(redactJson(result)).toBe(result);
});

test("numbers keep their digits and texts their escapes, unless they are redacted", () => {
  const text = String.raw`{"id":12345678901234567890,"x":2.50,"note":"caf\u00e9 \/","token":1.0,"say":"\u0070assword=lovelace"}`;
  expect(encodeJson("request", redactJson(parseJsonExactly(text)))).toBe(
    String.raw`{"id":12345678901234567890,"x":2.50,"note":"caf\u00e9 \/","token":"[redacted]","say":"password=[redacted]"}`,
  );
});

test("a member named __proto__ stays a member", () => {
  const value = JSON.parse('{"__proto__":{"password":"x"}}') as object;
  expect(JSON.stringify(redactJson(value))).toBe('{"__proto__":{"password":"[redacted]"}}');
});

test("redacting again changes nothing, for every JSON value", () => {
  const secret = fc
    .tuple(
      fc.constantFrom("ghp_", "password=", "Cookie: a=", "Bearer ", "x ghp_"),
      fc.stringMatching(/^[A-Za-z0-9]{36}$/),
    )
    .map((parts) => parts.join(""));
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom("password", "token", "name", "key", "value", "[redacted]", "[redacted] 2"),
    secret,
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, 1.5),
      fc.string(),
      fc.constantFrom("password", "Bearer a1B2c3D4e5F6g7H8", "sig=", "ada:lovelace@"),
      fc.array(tie("value")),
      fc.dictionary(name, tie("value")),
    ),
  }));
  fc.assert(
    fc.property(value, (json) => {
      const once = redactJson(json);
      expect(redactJson(once)).toBe(once);
      expect(memberCountsAgree(json, once)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

/** Whether no object has lost a member; a value that is redacted whole has none. */
function memberCountsAgree(before: unknown, after: unknown): boolean {
  if (typeof before !== "object" || before === null) return true;
  if (typeof after !== "object" || after === null) return after === "[redacted]";
  const members = Object.values(after) as unknown[];
  const originals = Object.values(before) as unknown[];
  return (
    members.length === originals.length &&
    originals.every((original, index) => memberCountsAgree(original, members[index]))
  );
}
