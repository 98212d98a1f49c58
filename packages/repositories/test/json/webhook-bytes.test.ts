import { openTestDatabase } from "@handsfree/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findWebhookPayload, storeWebhookEvent } from "../../src/entries/webhooks.ts";
import { exactText } from "./exact-text.ts";

/** Also syntax that a parsed value loses: white space, repeated names, escapes in names. */
const delivered = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  exactText.map((text) => Buffer.from(text)),
  exactText.map((text) => Buffer.from(` {"a" :${text},\r\n"\\u0061":\t${text} } `)),
  exactText.map((text) => Buffer.from(text, "utf16le")),
);

test("the body of a delivery comes back to the byte, for any bytes", async () => {
  await using db = await openTestDatabase();
  await fc.assert(
    fc.asyncProperty(delivered, async (payload) => {
      const delivery = { source: "s", signatureOk: true, payload } as const;
      const { event } = await storeWebhookEvent(db, delivery);
      const found = await findWebhookPayload(db, event.id);
      if (found.outcome !== "found") throw new Error(found.outcome);
      expect(Buffer.from(found.payload).equals(payload)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
