import { expect, test } from "vitest";
import { findWebhookEvent, listWebhookEvents } from "../../src/entries/webhooks.ts";
import { clock, db, eventOf, store, useDeliveries } from "./deliveries.ts";

useDeliveries();

test("every filter works, newest first", async () => {
  await store({ deliveryId: "d-1" });
  clock.advance(1000);
  await store({ deliveryId: "d-2", eventType: "issues" });
  clock.advance(1000);
  const late = clock.now();
  await store({ deliveryId: "d-3", source: "gitlab" });
  const ids = async (filter: object): Promise<unknown[]> =>
    (await listWebhookEvents(db, filter)).items.map(({ deliveryId }) => deliveryId);
  expect(await ids({})).toEqual(["d-3", "d-2", "d-1"]);
  expect(await ids({ source: "github" })).toEqual(["d-2", "d-1"]);
  expect(await ids({ eventType: "issues" })).toEqual(["d-2"]);
  expect(await ids({ signatureOk: false })).toEqual([]);
  expect(await ids({ since: late })).toEqual(["d-3"]);
  expect(await ids({ until: late, limit: 1 })).toEqual(["d-2"]);
});

test.for(["source", "eventType", "state"])(
  "a filter by an impossible %s is refused",
  async (field) => {
    await expect(listWebhookEvents(db, { [field]: "a\0b" })).rejects.toMatchObject({
      code: "invalid_input",
      field,
    });
  },
);

test("listing, finding and storing return the same event", async () => {
  const event = eventOf(await store({ headers: { "user-agent": "a" } }));
  expect((await listWebhookEvents(db)).items).toEqual([event]);
  expect(await findWebhookEvent(db, event.id)).toEqual(event);
});

test("an id that is not a UUID is refused; an unknown one gives undefined", async () => {
  await expect(findWebhookEvent(db, "1")).rejects.toMatchObject({ field: "id" });
  expect(await findWebhookEvent(db, "019a2f6e-0000-7000-8000-000000000001")).toBeUndefined();
});
