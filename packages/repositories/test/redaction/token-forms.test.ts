import { describe, expect, test } from "vitest";
import { redactJson, redactText } from "../../src/redaction/redact.ts";
import { nearMisses, tokenForms } from "./token-forms.ts";

/** A short secret can also occur in the words around it, so the test compares positions. */
function holds(text: string, secret: string): boolean {
  return secret.length > 3 ? text.includes(secret) : text.includes(`:${secret}`);
}

describe("a secret of a known form is redacted", () => {
  test.for(tokenForms)("%s", ([, text, secret]) => {
    expect(holds(text, secret)).toBe(true);
    const result = redactText(text);
    expect(result).toContain("[redacted]");
    expect(holds(result, secret)).toBe(false);
    expect(redactText(result)).toBe(result);
    // No useful part of the secret is left.
    for (const part of secret.split(/[^\w-]/).filter(({ length }) => length >= 12)) {
      expect(result).not.toContain(part);
    }
  });

  test.for(tokenForms)("%s, in a list, on a line and in JSON", ([, text, secret]) => {
    for (const wrapped of [`1. ${text}\n2. next`, `(${text})`, JSON.stringify({ note: [text] })]) {
      expect(holds(redactText(wrapped), secret)).toBe(false);
    }
    expect(holds(JSON.stringify(redactJson({ note: [text] })), secret)).toBe(false);
  });
});

describe("a text that only resembles a secret stays unchanged", () => {
  test.for(nearMisses)("%s", (text) => {
    expect(redactText(text)).toBe(text);
    expect(redactText(`see: ${text}\nthen`)).toBe(`see: ${text}\nthen`);
  });
});

/** Beginnings that start a match, alone and with characters that extend it. */
const begun = [
  ...new Set(tokenForms.map(([, text]) => text.slice(0, 12))),
  "password:",
  "password: ",
  "password: a ",
  "password = 'a ",
  'password":"',
  "my password is ",
  "token=",
  "token: ",
  "?token=",
  "&code=",
  "--token ",
  "--a-b-c-d-",
  "x-api-",
  "x-api-key: ",
  "curl ",
  "curl -u a:",
  "curl -H a ",
  "login ",
  "login -p ",
  "mysql a ",
  "login a password ",
  "identified by '",
  '<add key="password" value="',
  "<password>",
  "/hooks/",
  "1:A",
  "aB-",
  "aB_",
  "-a",
  ".a",
  "a.b",
  "`",
];

// Half a million characters of each: a pattern that takes more than linear time exceeds the test's time limit.
test.for(begun)("half a million characters of %j take linear time", (unit) => {
  const text = unit.repeat(Math.ceil(500_000 / unit.length));
  expect(redactText(`${text}(`).length).toBeLessThanOrEqual(text.length * 6 + 100);
});
