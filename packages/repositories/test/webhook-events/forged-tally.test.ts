import { setImmediate, setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { expect, test, vi } from "vitest";
import {
  countWebhookRejections,
  findWebhookPayload,
  ForgedTally,
  githubSource,
  receiveWebhook,
  refuseWebhookByHeaders,
  webhookIntake,
} from "../../src/entries/webhooks.ts";
import { Gathering } from "../../src/webhook-events/gathering.ts";
import { failingFrom } from "../failing-database.ts";
import {
  allEvents,
  clock,
  db,
  eventOf,
  githubHeaders,
  outcomes,
  secret,
  times,
  useDeliveries,
} from "./deliveries.ts";

useDeliveries();

const intake = webhookIntake({ forgedPerHour: 3 });
const since = new Date(0);
const source = githubSource({ secrets: [secret] });
const forgedHeaders = { ...githubHeaders("{}"), "x-hub-signature-256": `sha256=${"0".repeat(64)}` };

const forge = (tally: ForgedTally, name = "github") =>
  receiveWebhook(
    db,
    {
      source: { ...source, name },
      headers: forgedHeaders,
      body: Buffer.from("{}"),
      intake,
      tally,
    },
    clock,
  );

test("forged deliveries beyond the hour's limit are counted at the next flush", async () => {
  const tally = new ForgedTally(db);
  const receipts = [];
  for (let n = 0; n < 10; n++) receipts.push(await forge(tally));
  expect(outcomes(receipts)).toEqual({ rejected: 3, dropped: 7 });
  expect(await allEvents()).toHaveLength(3);
  await tally.flush();
  expect(await countWebhookRejections(db, { since })).toMatchObject([{ kept: 3, dropped: 7 }]);
  await tally.flush();
  expect(await countWebhookRejections(db, { since })).toMatchObject([{ kept: 3, dropped: 7 }]);
});

test("200 concurrent forged deliveries and flushes: three events, 197 counted", async () => {
  const tally = new ForgedTally(db);
  const receipts = await times(200, async (n) => {
    const receipt = await forge(tally);
    if (n % 50 === 0) await tally.flush();
    return receipt;
  });
  expect(outcomes(receipts)).toEqual({ rejected: 3, dropped: 197 });
  await Promise.all([tally.flush(), tally.flush()]);
  expect(await countWebhookRejections(db, { since })).toMatchObject([{ kept: 3, dropped: 197 }]);
});

test("after the hour's limit is reached, the database is not queried", async () => {
  const tally = new ForgedTally(db);
  for (let n = 0; n < 4; n++) await forge(tally);
  const delivery = { source, headers: forgedHeaders, body: Buffer.from("{}"), intake, tally };
  expect(await receiveWebhook(failingFrom(db, 1), delivery, clock)).toMatchObject({
    outcome: "dropped",
  });
});

test("sources and hours are counted apart, and the next hour has room again", async () => {
  const tally = new ForgedTally(db);
  for (const name of ["github", "a/b"]) for (let n = 0; n < 5; n++) await forge(tally, name);
  clock.advance(3_600_000);
  expect(outcomes(await times(1, () => forge(tally)))).toEqual({ rejected: 1 });
  await tally.flush();
  expect(await countWebhookRejections(db, { since })).toMatchObject([
    { source: "github", kept: 1, dropped: 0 },
    { source: "a/b", kept: 3, dropped: 2 },
    { source: "github", kept: 3, dropped: 2 },
  ]);
});

test("a count that could not be written is written by the next flush", async () => {
  const tally = new ForgedTally(db);
  for (let n = 0; n < 5; n++) await forge(tally);
  await forge(tally);
  await sql`alter table webhook_rejection_counts rename to elsewhere`.execute(db);
  await expect(tally.flush()).rejects.toMatchObject({ code: "invalid_query" });
  await sql`alter table elsewhere rename to webhook_rejection_counts`.execute(db);
  await tally.flush();
  expect(await countWebhookRejections(db, { since })).toMatchObject([{ kept: 3, dropped: 3 }]);
});

/** The texts of the statements that a function makes. */
async function statementsOf(act: () => Promise<unknown>): Promise<string[]> {
  const executor = Object.getPrototypeOf(db.getExecutor()) as {
    compileQuery: (...given: unknown[]) => { readonly sql: string };
  };
  const compile = vi.spyOn(executor, "compileQuery");
  await act();
  const texts = compile.mock.results.map(({ value }) => (value as { sql: string }).sql);
  compile.mockRestore();
  return texts;
}

test("deliveries that come one after the other while they are gathered share a transaction", async () => {
  const tally = new ForgedTally(db, { gatherFor: 200 });
  const receipts: ReturnType<typeof forge>[] = [];
  const texts = await statementsOf(async () => {
    for (let n = 0; n < 5; n++) {
      receipts.push(forge(tally));
      await setTimeout(5);
    }
    await Promise.all(receipts);
  });
  expect(texts.filter((text) => text.startsWith("update"))).toHaveLength(1);
  expect(outcomes(await Promise.all(receipts))).toEqual({ rejected: 3, dropped: 2 });
  expect(await allEvents()).toHaveLength(3);
  expect(await countWebhookRejections(db, { since })).toMatchObject([{ kept: 3, dropped: 2 }]);
});

test("a flush stores the deliveries that wait, and ends when they are stored", async () => {
  const tally = new ForgedTally(db, { gatherFor: 5000 });
  const waiting = forge(tally);
  await setImmediate();
  await tally.flush();
  expect(await allEvents()).toHaveLength(1);
  expect(await waiting).toMatchObject({ outcome: "rejected" });
});

test("while deliveries wait, one that cannot be stored is told so, and the others are stored", async () => {
  const tally = new ForgedTally(db, { gatherFor: 50 });
  const one = { source, headers: forgedHeaders, body: Buffer.from("{}"), intake, tally };
  const failing = receiveWebhook(failingFrom(db, 1), one, clock).catch((error: unknown) => error);
  expect(await forge(tally)).toMatchObject({ outcome: "rejected" });
  expect(await failing).toBeInstanceOf(Error);
  expect(await allEvents()).toHaveLength(1);
  await tally.flush();
});

test("a round ends when it has 100 callers, without waiting for its time", async () => {
  const gathering = new Gathering(5000);
  let ended = 0;
  for (let n = 0; n < 99; n++) void gathering.wait().then(() => ended++);
  await setImmediate();
  expect(ended).toBe(0);
  await gathering.wait();
  await setImmediate();
  expect(ended).toBe(99);
});

test.for([-1, 0.5, 5001])("a tally that gathers for %s is refused", (gatherFor) => {
  expect(() => new ForgedTally(db, { gatherFor })).toThrow(/^gatherFor is/);
});

test.for([
  [{ "x-hub-signature-256": "" }, "missing_signature"],
  [{ "x-hub-signature-256": "sha1=abc" }, "malformed_signature"],
])(
  "a delivery with headers %j is refused and stored without a body: %s",
  async ([changed, rejection]) => {
    const headers = { ...forgedHeaders, ...(changed as object) };
    const refusal = await refuseWebhookByHeaders(db, { source, headers, intake }, clock);
    expect(refusal).toMatchObject({ outcome: "rejected", rejection });
    if (refusal === undefined) return;
    const event = eventOf(refusal);
    expect(event).toMatchObject({ bodyBytes: null, bodySha256: null, deliveryId: "d-1" });
    expect(await allEvents()).toEqual([event]);
    expect(await findWebhookPayload(db, event.id)).toEqual({ outcome: "not_kept" });
  },
);

test("headers that may be genuine are not refused, nor are those of a source without refuseByHeaders", async () => {
  expect(await refuseWebhookByHeaders(db, { source, headers: forgedHeaders })).toBeUndefined();
  const own = { ...source, refuseByHeaders: undefined };
  expect(await refuseWebhookByHeaders(db, { source: own, headers: {} })).toBeUndefined();
  expect(await allEvents()).toEqual([]);
});
