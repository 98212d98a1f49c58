import { describe, expect, test } from "vitest";
import {
  countWebhookRejections,
  findWebhookEvent,
  listWebhookEvents,
  storeWebhookEvent,
  webhookIntake,
  type WebhookReceipt,
} from "../../src/entries/webhooks.ts";
import { type Callers, callers, rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const intake = webhookIntake({ bodyWindowSeconds: 3600 });

/** The one event that all of them are, with how often it came again. */
async function expectOneEvent(four: Callers, receipts: readonly WebhookReceipt[]): Promise<void> {
  const ids = new Set(receipts.map((receipt) => "event" in receipt && receipt.event.id));
  if (ids.size !== 1) throw new Error(`they are ${ids.size} events`);
  const event = await findWebhookEvent(four.db(3), String([...ids][0]));
  if (event?.duplicates !== callers - 1) throw new Error(`it came ${event?.duplicates} times more`);
}

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`${callers} deliver one id: one event, and the rest are counted on it`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const delivery = { source: "github", deliveryId: `d-${round}`, signatureOk: true } as const;
      const receipts = await four.race((db) =>
        storeWebhookEvent(db, { ...delivery, payload: "{}" }, four.clock),
      );
      expect(tally(receipts)).toEqual({ stored: 1, duplicate: callers - 1 });
      await expectOneEvent(four, receipts);
    }
    expect((await listWebhookEvents(four.db(3))).items).toHaveLength(rounds);
  });

  test(`${callers} deliver one body under ids of their own, within the window: one event`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const delivery = {
        source: "github",
        signatureOk: true,
        payload: `${round}`,
        intake,
      } as const;
      const receipts = await four.race((db, n) =>
        storeWebhookEvent(db, { ...delivery, deliveryId: `d-${round}-${n}` }, four.clock),
      );
      expect(tally(receipts)).toEqual({ stored: 1, duplicate: callers - 1 });
      await expectOneEvent(four, receipts);
    }
    expect((await listWebhookEvents(four.db(3))).items).toHaveLength(rounds);
  });

  test(`${callers} deliver a body whose window is over: one takes its place`, async () => {
    await using four = await openFour(poolSize);
    const delivery = { source: "github", signatureOk: true, payload: "again", intake } as const;
    for (let round = 1; round <= rounds; round++) {
      const receipts = await four.race((db, n) =>
        storeWebhookEvent(db, { ...delivery, deliveryId: `d-${round}-${n}` }, four.clock),
      );
      expect(tally(receipts)).toEqual({ stored: 1, duplicate: callers - 1 });
      expect((await listWebhookEvents(four.db(3))).items).toHaveLength(round);
      four.clock.advance(3_600_000);
    }
  });

  test(`${callers} forge one id beside its sender: the sender's is the event`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const delivery = { source: "github", deliveryId: `d-${round}`, payload: "{}" };
      const sender = four.draw(callers);
      const receipts = await four.race((db, n) =>
        storeWebhookEvent(db, { ...delivery, signatureOk: n === sender }, four.clock),
      );
      expect(tally(receipts)).toEqual({ stored: 1, rejected: callers - 1 });
    }
  });

  test(`${callers} forge beyond the limit of the hour: as many are kept as it says`, async () => {
    await using four = await openFour(poolSize);
    const limited = webhookIntake({ forgedPerHour: 50 });
    const forged = {
      source: "github",
      signatureOk: false,
      payload: "{}",
      intake: limited,
    } as const;
    for (let round = 1; round <= rounds; round++) {
      const receipts = await four.race((db) => storeWebhookEvent(db, forged, four.clock));
      expect(tally(receipts)).toEqual({ rejected: 50, dropped: callers - 50 });
      const [counts] = await countWebhookRejections(four.db(3), { since: new Date(0) });
      expect(counts).toMatchObject({ kept: 50, dropped: callers - 50 });
      four.clock.advance(3_600_000);
    }
  });
});
