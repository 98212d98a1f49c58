import { expect, test } from "vitest";
import { clientWithPace } from "../src/create-client.ts";
import { json, noConnection, problem, scriptedFetch, type Seen } from "./scripted-fetch.ts";
import { TestPace } from "./test-pace.ts";

const id = "019a2f6e-0000-7000-8000-000000000001";
const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: {} };
const confirmed = json({ outcome: "confirmed", action: { id } });
const undecided = json({ outcome: "timed_out", action: null });
const pace = new TestPace();

/** Answers when the time of the wait is over. */
const slowly = ({ url }: Seen): Response => {
  pace.advance(Number(new URL(url).searchParams.get("wait_seconds")) * 1000);
  return undecided.clone();
};

function start(...script: Parameters<typeof scriptedFetch>) {
  pace.sleeps.length = 0;
  const { fetch, seen } = scriptedFetch(...script);
  const { pendingActions } = clientWithPace({ url: "https://example.org", key: "k", fetch }, pace);
  const waits = (): (string | null)[] =>
    seen.map(({ url }) => new URL(url).searchParams.get("wait_seconds"));
  return { pendingActions, seen, waits };
}

test("a proposal waits over as many requests as its decision takes", async () => {
  const { pendingActions, seen, waits } = start(
    json({ id, token: "t" }, 201),
    slowly,
    slowly,
    confirmed,
  );
  const action = await pendingActions.propose(proposal, { onBehalfOf: "someone" });
  expect(action.token).toBe("t");
  expect((await action.waitForDecision()).outcome).toBe("confirmed");
  expect(waits()).toEqual([null, "45", "45", "45"]);
  expect(seen.map(({ headers }) => headers.get("on-behalf-of"))).toEqual(Array(4).fill("someone"));
  expect(seen[1]?.url).toMatch(`/v1/pending-actions/${id}/decision`);
  expect(pace.sleeps).toEqual([]);
});

test("a wait survives broken connections, limits, restarts and proxies, with pauses that grow", async () => {
  const { pendingActions, seen } = start(
    noConnection,
    noConnection,
    problem(429, "too_many_waits", { "retry-after": "2" }),
    problem(503, "closing"),
    new Response("", { status: 502 }),
    slowly,
    noConnection,
    confirmed,
  );
  expect((await pendingActions.waitForDecision(id)).outcome).toBe("confirmed");
  expect(seen).toHaveLength(8);
  expect(pace.sleeps).toEqual([500, 1000, 4000, 4000, 8000, 500]);
});

test("a server that answers before its time is not asked without a pause", async () => {
  const { pendingActions } = start(undecided, undecided, slowly, undecided, confirmed);
  await pendingActions.waitForDecision(id);
  expect(pace.sleeps).toEqual([500, 1000, 500]);
});

test("a wait ends at its time limit, whatever the server does", async () => {
  const patient = start(slowly);
  const options = { timeout: 100_000 };
  const undecidedYet = { outcome: "timed_out", action: null };
  expect(await patient.pendingActions.waitForDecision(id, options)).toEqual(undecidedYet);
  expect(patient.waits()).toEqual(["45", "45", "10"]);

  const gone = start(noConnection);
  const begin = pace.elapsed();
  expect(await gone.pendingActions.waitForDecision(id, options)).toEqual(undecidedYet);
  expect(pace.elapsed() - begin).toBe(100_000);

  const once = start(undecided);
  expect(await once.pendingActions.waitForDecision(id, { timeout: 0 })).toEqual(undecidedYet);
  expect(once.waits()).toEqual(["0"]);
});

test("a wait ends with a refusal for good, and with its signal", async () => {
  for (const [status, code] of [
    [401, "invalid_credentials"],
    [404, "not_found"],
    [500, "internal_error"],
  ] as const) {
    const { pendingActions, seen } = start(problem(status, code));
    await expect(pendingActions.waitForDecision(id)).rejects.toMatchObject({ code });
    expect(seen).toHaveLength(1);
  }
  const reason = new Error("enough");
  const end = new AbortController();
  const { pendingActions } = start((_, signal) => {
    end.abort(reason);
    throw signal.reason as Error;
  });
  await expect(pendingActions.waitForDecision(id, { signal: end.signal })).rejects.toBe(reason);
});

test("an event of the action ends the pause before the next request", async () => {
  const event = {
    id: "8",
    type: "pending_action.confirmed",
    record: { kind: "pending_action", id },
  };
  const headers = { "content-type": "text/event-stream" };
  const streamed = new Response(`id: 8\ndata: ${JSON.stringify(event)}\n\n`, { headers });
  let asked = 0;
  const answer = ({ url }: Seen): Response => {
    if (url.includes("/v1/events/stream")) return streamed;
    asked += 1;
    return asked === 1 ? problem(503, "closing", { "retry-after": "1000" }) : confirmed.clone();
  };
  const { fetch } = scriptedFetch(answer);
  const slow = new TestPace();
  const paused = Promise.withResolvers<void>();
  slow.sleep = (_ms, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
      paused.resolve();
    });
  const client = clientWithPace({ url: "https://example.org", key: "k", fetch }, slow);
  const waiting = client.pendingActions.waitForDecision(id);
  await paused.promise;
  expect(asked).toBe(1);
  for await (const { type } of client.events.stream({ after: "7" })) {
    expect(type).toBe("pending_action.confirmed");
    break;
  }
  expect((await waiting).outcome).toBe("confirmed");
  expect(asked).toBe(2);
});
