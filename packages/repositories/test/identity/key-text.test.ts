import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseKey } from "../../src/entries/identity.ts";
import { keyText, type PrincipalKind } from "../../src/identity/key-text.ts";

const kinds = ["user", "service"] as const;
const kind = fc.constantFrom<PrincipalKind>(...kinds);
const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
const key = fc.tuple(kind, random).map(([one, bytes]) => keyText(one, bytes));
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The number that digits in base 62 stand for. */
function valueOf(digits: string): bigint {
  return Array.from(digits).reduce((sum, one) => sum * 62n + BigInt(alphabet.indexOf(one)), 0n);
}

test("keys of known bytes are known texts", () => {
  const zeros = "0".repeat(42);
  expect(keyText("user", new Uint8Array(32))).toBe(`hf_user_${zeros}03PDqg8`);
  expect(keyText("service", new Uint8Array(32).with(31, 61))).toBe(`hf_service_${zeros}z288QN8`);
});

test("a key is its random bytes and the CRC-32 of what is before it", () => {
  fc.assert(
    fc.property(kind, random, (one, bytes) => {
      const text = keyText(one, bytes);
      const [, digits = "", sum = ""] = /^hf_(?:user|service)_(.{43})(.{6})$/.exec(text) ?? [];
      expect(valueOf(digits)).toBe(BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
      expect(valueOf(sum)).toBe(BigInt(crc32(text.slice(0, -6))));
      expect(parseKey(text)).toEqual({ form: "well_formed", kind: one });
    }),
  );
});

test("each key is another", () => {
  const keys = new Set(Array.from({ length: 1000 }, () => keyText("user")));
  expect(keys.size).toBe(1000);
});

test("each change of a single character is found", () => {
  const text = keyText("service");
  for (const [place, right] of Array.from(text).entries()) {
    for (const wrong of `${alphabet}_- é`) {
      if (wrong === right) continue;
      const changed = text.slice(0, place) + wrong + text.slice(place + 1);
      const { form } = parseKey(changed);
      expect([changed, form]).toEqual([
        changed,
        place < "hf_service_".length ? "foreign" : "mistyped",
      ]);
    }
  }
});

test("two characters that change places are found", () => {
  fc.assert(
    fc.property(key, fc.nat(), (text, place) => {
      const at = text.length - 49 + (place % 48);
      const [a, b] = [text.charAt(at), text.charAt(at + 1)];
      fc.pre(a !== b);
      expect(parseKey(text.slice(0, at) + b + a + text.slice(at + 2))).toEqual({
        form: "mistyped",
      });
    }),
  );
});

test("each beginning of a key is truncated, and each longer text is mistyped", () => {
  const text = keyText("user");
  for (let length = "hf_".length; length < text.length; length++) {
    expect([length, parseKey(text.slice(0, length))]).toEqual([length, { form: "truncated" }]);
  }
  for (const more of ["0", "\n", " ", "0".repeat(100_000)]) {
    expect(parseKey(text + more)).toEqual({ form: "mistyped" });
  }
});

describe("a text is foreign", () => {
  test.for([
    "",
    "hf",
    "secret",
    "hf_x",
    "HF_USER_",
    " hf_user_",
    `hf_${"a".repeat(34)}`,
    `hf_admin_${"0".repeat(49)}`,
    `ghp_${"a".repeat(36)}`,
  ])("%j", (text) => {
    expect(parseKey(text)).toEqual({ form: "foreign" });
  });

  test("or whatever it is, but never a key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parseKey(text).form).not.toBe("well_formed");
      }),
    );
  });
});

test("a key of a user is none of a service", () => {
  const text = keyText("user");
  expect(parseKey(text.replace("user", "service"))).toEqual({ form: "mistyped" });
});
