import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  findWebhookEvent,
  forwardWebhookEvent,
  githubSource,
  listWebhookTransitions,
  receiveWebhook,
  signGithubPayload,
} from "../../src/entries/webhooks.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const source = githubSource({ secrets: ["new", "old"] });
const body = Buffer.from('{"a": 1.50}');
const url = "https://example.com/hook";

async function receive(signature: string): Promise<string> {
  const headers = {
    "content-type": "application/json",
    "x-github-event": "push",
    "x-github-delivery": "d",
    "x-hub-signature-256": signature,
  };
  const receipt = await receiveWebhook(db, { source, headers, body }, clock);
  if (!("event" in receipt)) throw new Error(receipt.outcome);
  return receipt.event.id;
}

test("the request has the body, the kept headers and the signature, and is on record before it is sent", async () => {
  const id = await receive(signGithubPayload("old", body));
  const before = await findWebhookEvent(db, id);
  const asked = { id, url: `${url}?token=hidden#part`, source, requestedBy: "ada" };
  expect(await forwardWebhookEvent(db, asked, clock)).toEqual({
    outcome: "ready",
    url: `${url}?token=hidden`,
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": "d",
      "x-hub-signature-256": signGithubPayload("new", body),
    },
    isSigned: true,
    body: new Uint8Array(body),
  });
  expect(await findWebhookEvent(db, id)).toEqual(before);
  expect((await listWebhookTransitions(db, id)).items).toMatchObject([
    { transition: "forwarded", worker: "ada", reason: `to ${url}`, attempt: 0 },
  ]);
});

test("without its source it has no signature", async () => {
  const id = await receive(signGithubPayload("old", body));
  const forward = await forwardWebhookEvent(db, { id, url }, clock);
  expect(forward).toMatchObject({ outcome: "ready", isSigned: false });
});

test("a forged delivery, one without a body and none are refused, and leave no record", async () => {
  const forged = await receive(`sha256=${"0".repeat(64)}`);
  const refused = await forwardWebhookEvent(db, { id: forged, url, source }, clock);
  expect(refused).toMatchObject({ outcome: "wrong_state" });
  expect((await listWebhookTransitions(db, forged)).items).toEqual([]);
  const id = await receive(signGithubPayload("new", body));
  const gone = { body: null, payload_removed_at: clock.now() };
  await db.updateTable("webhook_events").set(gone).where("id", "=", id).execute();
  const removed = await forwardWebhookEvent(db, { id, url, source }, clock);
  expect(removed).toMatchObject({ outcome: "payload_removed" });
  const missing = { id: "019a2f6e-0000-7000-8000-0000000000ff", url };
  expect(await forwardWebhookEvent(db, missing, clock)).toEqual({ outcome: "not_found" });
});
