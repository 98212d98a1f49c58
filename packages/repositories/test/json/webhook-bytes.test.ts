import { openTestDatabase } from "@handsfree/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findWebhookPayload, storeWebhookEvent } from "../../src/index.ts";
import { exactText } from "./exact-text.ts";

/** Also what JSON allows and no parsed value keeps: white space, a name twice, escapes in names. */
const delivered = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  exactText.map((text) => Buffer.from(text)),
  exactText.map((text) => Buffer.from(` {"a" :${text},\r\n"\\u0061":\t${text} } `)),
  exactText.map((text) => Buffer.from(text, "utf16le")),
);

test("the body of a delivery comes back to the byte, whatever its bytes", async () => {
  await using db = await openTestDatabase();
  await fc.assert(
    fc.asyncProperty(delivered, async (payload) => {
      const { event } = await storeWebhookEvent(db, { source: "s", signatureOk: true, payload });
      const found = await findWebhookPayload(db, event.id);
      expect(Buffer.from(found ?? "nothing").equals(payload)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
