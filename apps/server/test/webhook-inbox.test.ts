import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";

const nobody = "019a2f6e-0000-7000-8000-0000000000ff";

let api: TestApi;
let deliveries = 0;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

interface Claimed {
  readonly lease_token: string;
  readonly event: { readonly id: string; readonly state: string; readonly attempts: number };
}

const deliver = async (): Promise<string> => {
  const response = await api.deliver("{}", { "x-github-delivery": `d-${deliveries++}` });
  return response.json<{ event_id: string }>().event_id;
};

const claim = async (rest: object = {}): Promise<Claimed[]> => {
  const response = await api.post("/v1/webhook-events/claim", { worker: "worker-1", ...rest });
  expect(response.statusCode).toBe(200);
  return response.json<{ items: Claimed[] }>().items;
};

const claimOne = async (): Promise<{ url: string; id: string; lease_token: string }> => {
  const [claimed] = await claim();
  if (claimed === undefined) throw new Error("nothing is due");
  const { event, lease_token } = claimed;
  return { url: `/v1/webhook-events/${event.id}`, id: event.id, lease_token };
};

test("an event is claimed once, worked on, and reported on once", async () => {
  const id = await deliver();
  const [first, none] = await Promise.all([claim({ limit: 5 }), claim({ limit: 5 })]);
  const [claimed] = [...first, ...none];
  expect([...first, ...none]).toMatchObject([
    { event: { id, state: "processing", attempts: 1, worker: "worker-1" } },
  ]);
  const url = `/v1/webhook-events/${id}`;
  const token = { lease_token: claimed?.lease_token };
  const beat = await api.post(`${url}/heartbeat`, { ...token, lease_seconds: 120 });
  expect(beat.json()).toEqual({ outcome: "extended", expires_at: "2026-03-01T12:02:00.000Z" });
  const done = await api.post(`${url}/succeed`, token);
  expect(done.json()).toMatchObject({ outcome: "processed", event: { id, state: "processed" } });
  const again = await api.post(`${url}/succeed`, token);
  expect(again.statusCode).toBe(409);
  expect(again.json()).toMatchObject({ code: "already_ended", event: { state: "processed" } });
  const history = await api.get(`${url}/transitions`);
  expect(history.json()).toMatchObject({
    items: [
      { transition: "processed", attempt: 1, worker: "worker-1" },
      { transition: "claimed", attempt: 1, worker: "worker-1" },
    ],
    next_cursor: null,
    prev_cursor: null,
  });
});

test("a report without the lease is 409 and changes nothing", async () => {
  await deliver();
  const { url } = await claimOne();
  for (const verb of ["succeed", "ignore", "release", "heartbeat"]) {
    const response = await api.post(`${url}/${verb}`, { lease_token: "wrong" });
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ code: "lease_lost" });
  }
  const failed = await api.post(`${url}/fail`, { lease_token: "wrong", error: "no" });
  expect(failed.json()).toMatchObject({ code: "lease_lost" });
  expect((await api.get(url)).json()).toMatchObject({ state: "processing" });
});

test("ignored, released, failed and dead, each listed by its state", async () => {
  const ids = [await deliver(), await deliver(), await deliver(), await deliver()];
  const ignored = await claimOne();
  await api.post(`${ignored.url}/ignore`, { lease_token: ignored.lease_token, reason: "not ours" });
  const released = await claimOne();
  await api.post(`${released.url}/release`, { lease_token: released.lease_token });
  const [, , failedId] = ids;
  const [again, failed] = await claim({ limit: 2 });
  expect(again?.event.id).toBe(released.id);
  expect(failed?.event.id).toBe(failedId);
  const url = `/v1/webhook-events/${failedId}`;
  const error = { lease_token: failed?.lease_token, error: `Bearer ${"s".repeat(40)}` };
  const report = await api.post(`${url}/fail`, error);
  expect(report.json()).toMatchObject({
    outcome: "failed",
    event: { state: "failed", last_error: "Bearer [redacted]" },
  });
  const dead = await claimOne();
  const last = { lease_token: dead.lease_token, error: "never", retry: false };
  expect((await api.post(`${dead.url}/fail`, last)).json()).toMatchObject({ outcome: "dead" });
  for (const [state, id] of [
    ["ignored", ignored.id],
    ["failed", failedId],
    ["dead", dead.id],
    ["processing", released.id],
  ]) {
    const { items } = (await api.get(`/v1/webhook-events?state=${state}`)).json<{
      items: { id: string }[];
    }>();
    expect(items.map((event) => event.id)).toEqual([id]);
  }
  expect((await api.get("/v1/webhook-events?state=gone")).statusCode).toBe(400);
});

test("retried, revived and replayed when a person says so, on record", async () => {
  const id = await deliver();
  const url = `/v1/webhook-events/${id}`;
  const dead = await claimOne();
  await api.post(`${url}/fail`, { lease_token: dead.lease_token, error: "no", retry: false });
  const request = { reason: "fixed" };
  const wrong = await api.post(`${url}/retry`, {});
  expect(wrong.statusCode).toBe(409);
  expect(wrong.json()).toMatchObject({ code: "wrong_state", event: { state: "dead" } });
  expect((await api.post(`${url}/revive`, request)).json()).toMatchObject({ outcome: "revived" });
  const alive = await claimOne();
  await api.post(`${url}/succeed`, { lease_token: alive.lease_token });
  expect((await api.post(`${url}/replay`, request)).json()).toMatchObject({
    outcome: "replayed",
    event: { state: "received", state_before_replay: "processed" },
  });
  expect((await api.get(`${url}/transitions?limit=1`)).json()).toMatchObject({
    items: [{ transition: "replayed", worker: userId, reason: "fixed" }],
  });
  expect((await api.post(`${url}/retry`, {})).json()).toMatchObject({ outcome: "retried" });
});

test("what is not there is 404, what cannot be used 400", async () => {
  const url = `/v1/webhook-events/${nobody}`;
  expect((await api.post(`${url}/succeed`, { lease_token: "t" })).statusCode).toBe(404);
  expect((await api.post(`${url}/replay`, {})).statusCode).toBe(404);
  expect((await api.get(`${url}/transitions`)).json()).toMatchObject({ items: [] });
  expect((await api.post("/v1/webhook-events/nope/retry", {})).statusCode).toBe(400);
  for (const body of [{}, { worker: "" }, { worker: "w", limit: 101 }, { worker: "w", x: 1 }]) {
    expect((await api.post("/v1/webhook-events/claim", body)).statusCode).toBe(400);
  }
});

test("a replay: counted, begun, followed, repeated and stopped", async () => {
  const ids = [await deliver(), await deliver(), await deliver()];
  for (let event = 0; event < 3; event++) {
    const claimed = await claimOne();
    await api.post(`${claimed.url}/succeed`, { lease_token: claimed.lease_token });
  }
  const filter = { source: "github", states: ["processed"], since: "2026-03-01T00:00:00Z" };
  const dry = await api.post("/v1/webhook-replays", { filter, dry_run: true });
  expect(dry.statusCode).toBe(200);
  expect(dry.json()).toEqual({ dry_run: true, events: 3, payload_removed: 0 });
  expect((await api.get("/v1/webhook-replays")).json()).toMatchObject({ items: [] });

  const request = { filter, id: nobody, events_per_second: 1, reason: "why" };
  const begun = await api.post("/v1/webhook-replays", request);
  expect(begun.statusCode).toBe(201);
  expect(begun.json()).toMatchObject({
    id: nobody,
    filter: { ...filter, since: "2026-03-01T00:00:00.000Z" },
    events: 3,
    marked: 3,
    events_per_second: 1,
  });
  const url = `/v1/webhook-replays/${nobody}`;
  for (const same of [
    api.post("/v1/webhook-replays", request),
    api.get(url),
    api.post(`${url}/resume`),
  ]) {
    expect((await same).json()).toEqual(begun.json());
  }
  const other = await api.post("/v1/webhook-replays", { ...request, filter: {} });
  expect(other.json()).toMatchObject({ status: 400, field: "id" });

  expect(await claim({ limit: 9 })).toMatchObject([{ event: { id: ids[0] } }]);
  const stopped = await api.post(`${url}/stop`, {});
  expect(stopped.json()).toMatchObject({ restored: 2, replay: { id: nobody, marked: 3 } });
  const { items } = (await api.get("/v1/webhook-events?state=processed")).json<{
    items: { id: string }[];
  }>();
  expect(items.map(({ id }) => id)).toEqual(ids.slice(1).toReversed());
});

test("replays that are not there are 404, filters that cannot be used 400", async () => {
  const url = `/v1/webhook-replays/${nobody}`;
  expect((await api.get(url)).statusCode).toBe(404);
  expect((await api.post(`${url}/stop`, {})).statusCode).toBe(404);
  expect((await api.post(`${url}/resume`)).statusCode).toBe(404);
  for (const body of [
    {},
    { filter: { states: [] } },
    { filter: { states: ["rejected"] } },
    { filter: { since: "yesterday" } },
    { filter: { sorce: "github" } },
    { filter: {}, events_per_second: 0 },
  ]) {
    expect((await api.post("/v1/webhook-replays", body)).statusCode).toBe(400);
  }
});
