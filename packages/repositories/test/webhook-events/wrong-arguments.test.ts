import { expect, test } from "vitest";
import {
  buryExhaustedWebhookEvents,
  claimWebhookEvents,
  countReplay,
  countWebhookRejections,
  failWebhookEvent,
  findReplay,
  findWebhookEvent,
  findWebhookPayload,
  githubSource,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  listReplays,
  listWebhookEvents,
  listWebhookTransitions,
  processWebhookEvents,
  receiveWebhook,
  refuseWebhookByHeaders,
  releaseWebhookEvent,
  removeWebhookPayloads,
  replayWebhookEvent,
  replayWebhookEvents,
  resumeReplay,
  retryWebhookEvent,
  reviveWebhookEvent,
  signGithubPayload,
  signStandardWebhook,
  standardWebhooksSource,
  stopReplay,
  storeWebhookEvent,
  succeedWebhookEvent,
  webhookIntake,
} from "../../src/index.ts";
import { allEvents, clock, db, store } from "./deliveries.ts";

const id = "019a2f6e-0000-7000-8000-0000000000ff";
const since = new Date(0);
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const page = { limit: 10, cursor: undefined, since, until: since };
const lease = { id, token: "t" };
const request = { id, requestedBy: "ada", reason: "why" };
const github = githubSource({ secrets: ["s"] });
const done = AbortSignal.abort();

type Call = (input: never) => unknown;

/** What each takes, with every member that it knows. */
const calls: Record<string, readonly [call: Call, input: object]> = {
  storeWebhookEvent: [
    (input) => storeWebhookEvent(db, input, clock),
    {
      source: "github",
      eventType: "push",
      deliveryId: "d-1",
      hookId: "1",
      signatureOk: true,
      rejection: "invalid_signature",
      headers: { a: "b" },
      payload: "{}",
      intake: webhookIntake(),
    },
  ],
  receiveWebhook: [
    (input) => receiveWebhook(db, input, clock),
    {
      source: github,
      headers: { a: "b" },
      body: Buffer.from("{}"),
      intake: webhookIntake(),
      tally: undefined,
    },
  ],
  refuseWebhookByHeaders: [
    (input) => refuseWebhookByHeaders(db, input, clock),
    { source: github, headers: { a: "b" }, intake: webhookIntake(), tally: undefined },
  ],
  listWebhookEvents: [
    (input) => listWebhookEvents(db, input),
    { source: "s", eventType: "t", deliveryId: "d", signatureOk: true, state: "dead", ...page },
  ],
  countWebhookRejections: [(input) => countWebhookRejections(db, input), { since, source: "s" }],
  removeWebhookPayloads: [
    (input) => removeWebhookPayloads(db, input, clock),
    { receivedBefore: since, limit: 1, dryRun: true },
  ],
  claimWebhookEvents: [
    (input) => claimWebhookEvents(db, input, clock),
    {
      worker: "w",
      limit: 1,
      leaseSeconds: 1,
      sources: ["s"],
      eventTypes: ["t"],
      retryPolicy: { maximumAttempts: 1 },
      random: () => 0,
    },
  ],
  processWebhookEvents: [
    (input) => processWebhookEvents(db, input, clock),
    {
      worker: "w",
      handle: () => undefined,
      concurrency: 1,
      pollMilliseconds: 1,
      wait: async () => undefined,
      signal: done,
    },
  ],
  buryExhaustedWebhookEvents: [
    (input) => buryExhaustedWebhookEvents(db, input, clock),
    { retryPolicy: { maximumAttempts: 1, baseSeconds: 1, factor: 1, capSeconds: 1 } },
  ],
  succeedWebhookEvent: [(input) => succeedWebhookEvent(db, input, clock), lease],
  releaseWebhookEvent: [(input) => releaseWebhookEvent(db, input, clock), lease],
  ignoreWebhookEvent: [(input) => ignoreWebhookEvent(db, input, clock), { ...lease, reason: "r" }],
  failWebhookEvent: [
    (input) => failWebhookEvent(db, input, clock),
    { ...lease, error: "e", retry: true, retryPolicy: { maximumAttempts: 1 } },
  ],
  heartbeatWebhookEvent: [
    (input) => heartbeatWebhookEvent(db, input, clock),
    { ...lease, leaseSeconds: 1 },
  ],
  retryWebhookEvent: [(input) => retryWebhookEvent(db, input, clock), request],
  reviveWebhookEvent: [(input) => reviveWebhookEvent(db, input, clock), request],
  replayWebhookEvent: [(input) => replayWebhookEvent(db, input, clock), request],
  stopReplay: [(input) => stopReplay(db, input, clock), request],
  countReplay: [
    (input) => countReplay(db, input, clock),
    { source: "s", eventType: "t", states: ["dead"], since, until: since, replayedBefore: since },
  ],
  replayWebhookEvents: [
    (input) => replayWebhookEvents(db, input, clock),
    { filter: {}, id, eventsPerSecond: 1, requestedBy: "ada", reason: "why", signal: done },
  ],
  listReplays: [(input) => listReplays(db, input), page],
  listWebhookTransitions: [(input) => listWebhookTransitions(db, id, input), page],
  githubSource: [(input) => githubSource(input), { secrets: ["s"], name: "n" }],
  standardWebhooksSource: [
    (input) => standardWebhooksSource(input),
    { name: "n", secrets: [secret], toleranceSeconds: 1 },
  ],
  webhookIntake: [(input) => webhookIntake(input), { ...webhookIntake() }],
  signStandardWebhook: [
    (input) => signStandardWebhook(secret, input),
    { id: "m", timestamp: since, body: "{}" },
  ],
};

/** What went wrong, where it is not a refusal by name. */
async function otherFailure(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    const { code, field } = error as { code?: unknown; field?: unknown };
    return code === "invalid_input" && typeof field === "string" ? undefined : error;
  }
}

const wrong: readonly unknown[] = [undefined, null, 7, Number.NaN, "x", true, {}, [], [7], [null]];

test.for(Object.keys(calls))(
  "%s refuses by name what is missing or of a wrong type",
  async (name) => {
    const [call, input] = calls[name] ?? [];
    if (call === undefined) return;
    expect(await otherFailure(() => call(input as never))).toBeUndefined();
    for (const value of [null, 7, "x", true, []]) {
      await expect((async () => call(value as never))()).rejects.toMatchObject({
        code: "invalid_input",
      });
    }
    expect(await otherFailure(() => call(undefined as never))).toBeUndefined();
    for (const member of Object.keys(input ?? {})) {
      for (const value of [...wrong, 1n, () => undefined]) {
        const changed = { ...input, [member]: value };
        const failure = await otherFailure(() => call(changed as never));
        expect([member, typeof value, failure]).toEqual([member, typeof value, undefined]);
      }
    }
  },
);

test.for([
  ["payload", undefined],
  ["payload", null],
  ["payload", 7],
  ["payload", { a: 1 }],
  ["payload", new ArrayBuffer(2)],
  ["signatureOk", undefined],
  ["signatureOk", "false"],
  ["source", undefined],
  ["headers", null],
  ["headers", { a: 7 }],
] as const)(
  "storing without a usable %s (%j) names it and stores nothing",
  async ([field, value]) => {
    await expect(store({ [field]: value })).rejects.toMatchObject({ code: "invalid_input", field });
    expect(await allEvents()).toEqual([]);
  },
);

test.for(wrong)("an id that is %j is refused by name", async (value) => {
  const given = value as never;
  for (const call of [
    () => findWebhookEvent(db, given),
    () => findWebhookPayload(db, given),
    () => findReplay(db, given),
    () => resumeReplay(db, given, {}, clock),
    () => listWebhookTransitions(db, given),
    () =>
      Promise.resolve().then(() =>
        signGithubPayload("secret", given === "x" ? (7 as never) : given),
      ),
    () =>
      Promise.resolve().then(() => signGithubPayload(given === "x" ? (7 as never) : given, "{}")),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: "invalid_input" });
  }
});
