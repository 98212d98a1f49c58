import { createHash, randomUUID } from "node:crypto";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { describe, expect, test } from "vitest";
import { recordActionLog, runOnce } from "../../src/entries/action-logs.ts";
import { createRedactor, redactText } from "../../src/index.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";

test("a redactor knows the caller's names and patterns and the built-in ones", () => {
  const redactor = createRedactor({
    names: ["pin", "licenseKey"],
    patterns: [/\bACME-\d{6}\b/, /(?<before>badge )\d+/iy],
  });
  expect(
    redactor.json({ pin: 1234, user_pin: 1, pinned: 2, license_key: "x", password: "y", n: 3 }),
  ).toEqual({
    pin: "[redacted]",
    user_pin: "[redacted]",
    pinned: 2,
    license_key: "[redacted]",
    password: "[redacted]",
    n: 3,
  });
  expect(redactor.text("ACME-123456 and ACME-654321, Badge 12, password=lovelace")).toBe(
    "[redacted] and [redacted], Badge [redacted], password=[redacted]",
  );
});

test.for<[string, object]>([
  ["names", { names: [""] }],
  ["names", { names: ["pin", "--"] }],
  ["patterns", { patterns: [/a*/] }],
  ["patterns", { patterns: [/redacted/] }],
])("invalid %s are refused: %j", ([field, options]) => {
  expect(() => createRedactor(options)).toThrow(expect.objectContaining({ field }) as Error);
});

test("the context's redactor is used", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const context = {
    now: clock.now,
    newId: clock.newId,
    redactor: createRedactor({ names: ["pin"], patterns: [/ACME-\d+/] }),
  };
  const request = { pin: 1, note: "ACME-1" };
  const recorded = await recordActionLog(
    db,
    { userId, actionType: "a", target: "ACME-2", ok: true, request, result: request },
    context,
  );
  const kept = { pin: "[redacted]", note: "[redacted]" };
  expect(recorded).toMatchObject({
    log: { target: "[redacted]", request: kept, result: kept },
  });
  const ran = await runOnce(
    db,
    { userId, actionType: "a", request, idempotencyKey: "k" },
    () => request,
    context,
  );
  expect(ran).toMatchObject({ value: request, log: { request: kept, result: kept } });
});

describe("the ids and digests of HandsFree's own records", () => {
  const digest = (text: string): string => `v2:${createHash("sha256").update(text).digest("hex")}`;

  test("hold no secret, also in a text that is searched in full", () => {
    const own = Array.from({ length: 2000 }, (_, n) => [randomUUID(), digest(`${n}`)]).flat();
    expect(own.filter((text) => redactText(text) !== text)).toEqual([]);
    expect(own.filter((text) => redactText(`${text}.`) !== `${text}.`)).toEqual([]);
  });

  test("are searched for the caller's own secrets", () => {
    const redactor = createRedactor({ patterns: [/beef/, /^v2:/] });
    expect(redactor.text("019a2f6e-beef-7000-8000-000000000001")).toBe(
      "019a2f6e-[redacted]-7000-8000-000000000001",
    );
    expect(redactor.json({ digest: digest("a") })).not.toEqual({ digest: digest("a") });
  });
});
