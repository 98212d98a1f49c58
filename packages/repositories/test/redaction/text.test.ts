import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactText } from "../../src/redaction/redact.ts";
import { harmless, secrets } from "./samples.ts";

describe("a secret of each form is redacted", () => {
  test.for(secrets)("%s", ([, text, secret]) => {
    expect(text).toContain(secret);
    const result = redactText(text);
    expect(result).toContain("[redacted]");
    expect(result).not.toContain(secret);
    expect(redactText(result)).toBe(result);
  });

  test.for(secrets)("%s, in the middle of other text and in JSON", ([, text, secret]) => {
    for (const wrapped of [`see:\t${text}\nthen`, JSON.stringify({ note: [text] })]) {
      expect(redactText(wrapped)).not.toContain(secret);
    }
  });
});

test("the text around a secret stays", () => {
  expect(redactText("postgres://ada:lovelace@db:5432/x?a=b")).toBe(
    "postgres://ada:[redacted]@db:5432/x?a=b",
  );
  expect(redactText("curl -H 'Authorization: Bearer a1B2c3D4e5F6g7H8' https://x.test")).toBe(
    "curl -H 'Authorization: Bearer [redacted]' https://x.test",
  );
  expect(redactText("https://x.test/cb?access_token=a1B2c3D4&state=1")).toBe(
    "https://x.test/cb?access_token=[redacted]&state=1",
  );
  expect(redactText('{"user":"ada","password": "lovelace","n":1}')).toBe(
    '{"user":"ada","password": "[redacted]","n":1}',
  );
});

describe("texts of everyday development stay unchanged", () => {
  test.for(harmless)("%s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("hashes, ids, numbers and paths of any kind", () => {
    const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/);
    const word = fc.oneof(
      hex(7),
      hex(40),
      hex(64),
      fc.uuid(),
      fc.integer().map(String),
      fc.nat().map((number) => `octo/repo#${number}`),
      fc.array(name, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join("/")}.ts`),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const text = words.join(" ");
        expect(redactText(text)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

test("a second redaction changes nothing, for any joined texts", () => {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...secrets.map(([, text]) => text)) },
    fc.constantFrom(
      ...secrets.map(([, , secret]) => secret),
      "[redacted]",
      "Bearer ",
      "sig=",
      "://",
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.constantFrom("", " ", "=", ":"),
      (parts, by) => {
        const once = redactText(parts.join(by));
        expect(redactText(once)).toBe(once);
      },
    ),
    { numRuns: 3000 },
  );
});

/** Beginnings that start a match, and characters that extend it. */
const begun = [
  "ghp_",
  "github_pat_",
  "glpat-",
  "npm_",
  "pypi-AgE",
  "AKIA",
  "secret_access_key",
  "secret_access_key = ",
  "session_token",
  "IQoJb3JpZ2lu",
  "X-Amz-Signature=",
  "AIza",
  "ya29.",
  "1//0",
  "GOCSPX-",
  "sig=",
  "AccountKey=",
  "a8Q~",
  "abc8Q~",
  "xoxb-",
  "xoxe.xoxp-",
  "hooks.slack.com/services/",
  "sk_live_",
  "whsec_",
  "sk-proj-",
  "sk-ant-api03-",
  "eyJ",
  "eyJaaaaaaaaaaaaa.",
  "-eyJ",
  "bearer ",
  "basic ",
  "Basic AAAA",
  "authorization: bearer ",
  "authorization",
  "cookie: a",
  "cookie: a=",
  "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----",
  "-----END ",
  "-----END PRIVATE KEY",
  "a://",
  "a://:",
  "https://a:",
  "password=",
  "password=abcdef",
  'password":"',
  "access_token=",
  "a",
  "A1",
  " ",
  "\\",
  "=",
  "[redacted]",
];

// Half a million characters of each: a pattern that takes more than linear time exceeds the test's time limit.
test.for(begun)("half a million characters of %j take linear time", (unit) => {
  const text = unit.repeat(Math.ceil(500_000 / unit.length));
  const result = redactText(text);
  expect(redactText(`${text}(`).length).toBeLessThanOrEqual(text.length * 4 + 100);
  expect(result.length).toBeLessThanOrEqual(text.length * 4 + 100);
});
