import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor, redactJson, redactText } from "../../src/index.ts";
import { keyText } from "../../src/identity/key-text.ts";

const key = fc
  .tuple(
    fc.constantFrom("user" as const, "service" as const),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
  )
  .map(([kind, bytes]) => keyText(kind, bytes));
// No backslash and no brackets, so that what is around the key is no other secret.
const around = fc.stringMatching(/^[a-z0-9 _.,:;"'/-]{0,20}$/);

test("a key is removed from any text", () => {
  fc.assert(
    fc.property(around, key, around, (before, secret, after) => {
      const text = redactText(`${before}${secret}${after}`);
      expect(text).not.toContain(secret.slice(0, 24));
      expect(text).toContain("[redacted]");
    }),
  );
});

test("and from any place of JSON, also as the name of a member", () => {
  fc.assert(
    fc.property(key, (secret) => {
      const redacted = redactJson({
        text: secret,
        list: [1, [`Bearer ${secret}`]],
        [secret]: true,
        nested: JSON.stringify({ by: secret }),
      });
      expect(JSON.stringify(redacted)).not.toContain(secret.slice(-20));
      expect(redacted).toMatchObject({ text: "[redacted]" });
    }),
  );
});

test("a cut or mistyped key is removed too, and the id of a key is kept", () => {
  const secret = keyText("service");
  expect(redactText(`used ${secret.slice(0, 40)}…`)).toBe("used [redacted]…");
  expect(redactText(`${secret}Z`)).toBe("[redacted]");
  const kept = "key 019a2f6e-0000-7000-8000-000000000001 of hf_user_ or hf_service_ ends in a1B2";
  expect(redactText(kept)).toBe(kept);
});

test("a key is refused as an id", () => {
  const redactor = createRedactor();
  expect(redactor.isSecret?.(keyText("user"))).toBe(true);
  expect(redactor.isSecret?.("hf_user_name")).toBe(false);
});
