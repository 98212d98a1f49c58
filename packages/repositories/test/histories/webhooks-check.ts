import { isDeepStrictEqual } from "node:util";
import type { WebhookEventState, WebhookTransitionRow } from "@handsfree/schema";
import { expect } from "vitest";
import { webhookEventTransitions } from "../../src/entries/webhooks.ts";
import { placeInFeed } from "./place-in-feed.ts";
import type { WebhooksWorld } from "./webhooks-world.ts";

interface StoredEvent {
  readonly id: string;
  readonly delivery_id: string | null;
  readonly signature_ok: boolean;
  readonly state: WebhookEventState;
  readonly duplicates: number;
  readonly next_attempt_at: Date | null;
}

/** Holds what is stored against itself, and against what callers were told. */
export async function checkWebhooks(world: WebhooksWorld): Promise<void> {
  const { events, transitions } = await readAll(world);
  for (const event of events) checkPath(event, transitions.get(event.id) ?? []);
  const byId = new Map(events.map((event) => [event.id, event]));
  // No delivery that was acknowledged is lost, and none is two events.
  for (const [delivery, id] of world.stored) {
    expect(byId.get(id)).toMatchObject({ delivery_id: delivery, signature_ok: true });
    expect(events.filter((one) => one.signature_ok && one.delivery_id === delivery)).toHaveLength(
      1,
    );
  }
  for (const [id, told] of world.duplicates) {
    expect(byId.get(id)?.duplicates).toBeGreaterThanOrEqual(told);
  }
  // What a worker was told that it has done is on record, as its own.
  for (const [report, outcome] of world.reported) {
    const [id = "", worker] = report.split(" ");
    const transition = outcome === "dead" ? "died" : outcome;
    const own = (transitions.get(id) ?? []).filter((one) => one.worker === worker);
    expect(own.map((one) => one.transition)).toContain(transition);
  }
}

/** All of one moment: of a process that died a statement can still be carried out while this reads. */
async function readAll(world: WebhooksWorld): Promise<{
  events: StoredEvent[];
  transitions: Map<string, WebhookTransitionRow[]>;
}> {
  for (;;) {
    const before = await readEvents(world);
    const transitions = new Map<string, WebhookTransitionRow[]>();
    for (const { id } of before) transitions.set(id, await readTransitions(world, id));
    const events = await readEvents(world);
    if (isDeepStrictEqual(before, events)) return { events, transitions };
  }
}

function readEvents({ db, source }: WebhooksWorld): Promise<StoredEvent[]> {
  return db
    .selectFrom("webhook_events")
    .select([
      "id",
      "delivery_id",
      "signature_ok",
      "state",
      "duplicates",
      "next_attempt_at",
      "attempts",
      "lease_sha256",
    ])
    .where("source", "=", source)
    .orderBy("id")
    .execute();
}

function readTransitions({ db }: WebhooksWorld, id: string): Promise<WebhookTransitionRow[]> {
  return db
    .selectFrom("webhook_transitions")
    .selectAll()
    .where("event_id", "=", id)
    .orderBy(placeInFeed("webhook_transitions"))
    .execute();
}

/** Every transition is legal, and together they lead to the state that is stored. */
function checkPath(event: StoredEvent, path: readonly WebhookTransitionRow[]): void {
  if (!event.signature_ok) {
    expect(event).toMatchObject({ state: "rejected", next_attempt_at: null });
    expect(path).toEqual([]);
    return;
  }
  let possible: readonly WebhookEventState[] = ["received"];
  for (const { transition } of path) {
    const { from, to } = webhookEventTransitions[transition];
    const left = possible.filter((state) => from.includes(state));
    expect(left).not.toEqual([]);
    possible = transition === "retried" ? left : to;
  }
  expect(possible).toContain(event.state);
  // What is to be worked on again comes up by itself; what is done does not.
  const isOpen = ["received", "processing", "failed"].includes(event.state);
  expect(event.next_attempt_at !== null).toBe(isOpen);
}
