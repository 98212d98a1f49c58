import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runOnce } from "../src/entries/action-logs.ts";
import { authenticate, revokeKey, rotateKey } from "../src/entries/identity.ts";
import {
  claimAction,
  confirmPendingAction,
  heartbeatAction,
  releaseAction,
  succeedAction,
} from "../src/entries/pending-actions.ts";
import {
  claimWebhookEvents,
  failWebhookEvent,
  githubSource,
  heartbeatWebhookEvent,
  receiveWebhook,
  releaseWebhookEvent,
  signGithubPayload,
  succeedWebhookEvent,
} from "../src/entries/webhooks.ts";
import { keyText } from "../src/identity/key-text.ts";
import { giveKey } from "./identity/world.ts";
import { holderOf, propose, required, userId } from "./pending-actions/confirmed-actions.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

interface Executor {
  compileQuery(...given: unknown[]): unknown;
  executeQuery(...given: unknown[]): unknown;
}

/**
 * Counts the statements of the work, and returns its result. DuckDB's writer needs fewer.
 *
 * @param call statements of a batch are only compiled one by one, and those that are compiled once are only executed.
 */
async function counted<T>(
  work: () => Promise<T>,
  call: keyof Executor = "compileQuery",
): Promise<[number, T]> {
  const calls = vi.spyOn(Object.getPrototypeOf(db.getExecutor()) as Executor, call);
  try {
    const result = await work();
    return [calls.mock.calls.length, result];
  } finally {
    calls.mockRestore();
  }
}

test("a pending action needs a fixed number of statements for each step", async () => {
  const [proposing, { token }] = await counted(() => propose(db, clock));
  const [confirming] = await counted(() => confirmPendingAction(db, { userId, token }, clock));
  const worker = { types: ["merge_pr"], worker: "ada" };
  const [claiming, first] = await counted(() => claimAction(db, worker, clock));
  const [beating] = await counted(() => heartbeatAction(db, holderOf(required(first)), clock));
  const [releasing] = await counted(() => releaseAction(db, holderOf(required(first)), clock));
  const second = required(await claimAction(db, worker, clock));
  const [reporting] = await counted(() => succeedAction(db, holderOf(second), clock));
  expect({ proposing, confirming, claiming, beating, releasing, reporting }).toEqual({
    proposing: 5,
    confirming: 3,
    claiming: 4,
    beating: 2,
    releasing: 3,
    reporting: 3,
  });
});

test("a webhook event needs a fixed number of statements for each step", async () => {
  const secret = "s".repeat(32);
  const body = Buffer.from('{"zen":1}');
  const headers = {
    "x-github-event": "ping",
    "x-github-delivery": "1",
    "x-hub-signature-256": signGithubPayload(secret, body),
  };
  const source = githubSource({ secrets: [secret] });
  const [receiving] = await counted(() => receiveWebhook(db, { source, headers, body }, clock));
  const claim = () => claimWebhookEvents(db, { worker: "ada" }, clock);
  const holder = async () => {
    const claimed = required((await claim())[0]);
    return { id: claimed.event.id, token: claimed.lease.token };
  };
  const [claiming, held] = await counted(holder);
  const [beating] = await counted(() => heartbeatWebhookEvent(db, held, clock));
  const [releasing] = await counted(() => releaseWebhookEvent(db, held, clock));
  const again = await holder();
  const [failing] = await counted(() => failWebhookEvent(db, { ...again, error: "no" }, clock));
  clock.advance(3_600_000);
  const last = await holder();
  const [reporting] = await counted(() => succeedWebhookEvent(db, last, clock));
  expect({ receiving, claiming, beating, releasing, failing, reporting }).toEqual({
    receiving: 2,
    claiming: 4,
    beating: 2,
    releasing: 3,
    failing: 3,
    reporting: 3,
  });
});

test("a run needs a fixed number of statements", async () => {
  const input = { userId, actionType: "merge_pr", idempotencyKey: "k" };
  let beating = 0;
  const [running] = await counted(() => runOnce(db, input, () => null, clock));
  await runOnce(
    db,
    { ...input, idempotencyKey: "k2" },
    async ({ heartbeat }) => {
      [beating] = await counted(heartbeat);
    },
    clock,
  );
  expect({ running, beating }).toEqual({ running: 6, beating: 1 });
});

test("a key costs the same look-ups whether it is known or not, and none if it is no key", async () => {
  const { key, text } = await giveKey(db, clock);
  const ask = async (given: string) => {
    const [statements, { outcome }] = await counted(
      () => authenticate(db, given, clock),
      "executeQuery",
    );
    return [outcome, statements];
  };
  expect(await ask(text)).toEqual(["authenticated", 2]);
  expect(await ask(keyText("user"))).toEqual(["unknown", 2]);
  expect(await ask(keyText("service"))).toEqual(["unknown", 2]);
  expect(await ask(text.slice(0, -1))).toEqual(["malformed", 0]);
  await rotateKey(db, { id: key.id, overlapSeconds: 0 }, clock);
  expect(await ask(text)).toEqual(["expired", 2]);
  const [revoking] = await counted(() => revokeKey(db, { id: key.id }, clock));
  expect(await ask(text)).toEqual(["revoked", 2]);
  expect(revoking).toBe(3);
});
