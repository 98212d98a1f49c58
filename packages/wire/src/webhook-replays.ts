import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type RecordOf, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

/** The states that a webhook event can be replayed from. */
export type ReplayableStateJson = "processed" | "ignored" | "failed" | "dead";

const replayableStates: readonly ReplayableStateJson[] = ["processed", "ignored", "failed", "dead"];

/** The events that a replay takes. A replay of one event has `event_id` alone. */
export interface ReplayFilterJson {
  source?: string;
  event_type?: string;
  states?: ReplayableStateJson[];
  since?: string;
  until?: string;
  /** Never replayed, or last replayed before this time. */
  replayed_before?: string;
  event_id?: string;
}

/** The members of a filter; a request has limits of its own for its texts. */
const filterProperties = {
  source: Type.Optional(Type.String()),
  event_type: Type.Optional(Type.String()),
  states: Type.Optional(Type.Array(OneOf(replayableStates))),
  since: Type.Optional(Time),
  until: Type.Optional(Time),
  replayed_before: Type.Optional(Time),
  event_id: Type.Optional(Uuid),
};

/** Events that were made due again together. */
export interface WebhookReplayJson {
  id: string;
  filter: ReplayFilterJson;
  requested_by: string | null;
  reason: string | null;
  /** How many matched when it began. */
  events: number;
  /** How many it has made due. */
  marked: number;
  events_per_second: number | null;
  completed_at: string | null;
  stopped_at: string | null;
  created_at: string;
}

export const WebhookReplaySchema: NamedSchema<WebhookReplayJson> = named("WebhookReplay", {
  id: Uuid,
  filter: Type.Object(filterProperties),
  requested_by: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  events: Type.Integer({ description: "How many matched when it began" }),
  marked: Type.Integer({ description: "How many it has made due" }),
  events_per_second: Nullable(Type.Number()),
  completed_at: Nullable(Time),
  stopped_at: Nullable(Time),
  created_at: Time,
});

export const WebhookReplayPageSchema: NamedSchema<PageJson<WebhookReplayJson>> =
  pageOf(WebhookReplaySchema);

/** What a filter is rendered from. */
export interface ReplayFilterRecord {
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  readonly eventType?: string | undefined;
  readonly states?: readonly ReplayableStateJson[] | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly replayedBefore?: Date | undefined;
}

/** What a replay is rendered from. */
export type WebhookReplayRecord = RecordOf<Omit<WebhookReplayJson, "filter">> & {
  readonly filter: ReplayFilterRecord;
};

const render = rendererOf(WebhookReplaySchema);

export function renderWebhookReplay(replay: WebhookReplayRecord): WebhookReplayJson {
  return render({ ...replay, filter: renderFilter(replay.filter) });
}

function renderFilter(filter: ReplayFilterRecord): ReplayFilterJson {
  const { eventId, source, eventType, states, since, until, replayedBefore } = filter;
  return {
    ...(eventId !== undefined && { event_id: eventId }),
    ...(source !== undefined && { source }),
    ...(eventType !== undefined && { event_type: eventType }),
    ...(states && { states: [...states] }),
    ...(since && { since: since.toISOString() }),
    ...(until && { until: until.toISOString() }),
    ...(replayedBefore && { replayed_before: replayedBefore.toISOString() }),
  };
}

/** How many events a replay would take. */
export interface ReplayCountJson {
  dry_run: true;
  events: number;
  /** Left alone, since their bodies are gone. */
  payload_removed: number;
}

export const ReplayCountSchema: NamedSchema<ReplayCountJson> = named("ReplayCount", {
  dry_run: Type.Literal(true),
  events: Type.Integer(),
  payload_removed: Type.Integer({ description: "Left alone, since their bodies are gone" }),
});

export function renderReplayCount({
  events,
  payloadRemoved,
}: {
  readonly events: number;
  readonly payloadRemoved: number;
}): ReplayCountJson {
  return { dry_run: true, events, payload_removed: payloadRemoved };
}

/** A replay that was stopped. */
export interface StoppedReplayJson {
  /** How many events went back to their earlier state. */
  restored: number;
  replay: WebhookReplayJson;
}

export const StoppedReplaySchema: NamedSchema<StoppedReplayJson> = named("StoppedReplay", {
  restored: Type.Integer(),
  replay: ref(WebhookReplaySchema),
});

export function renderStoppedReplay({
  restored,
  replay,
}: {
  readonly restored: number;
  readonly replay: WebhookReplayRecord;
}): StoppedReplayJson {
  return { restored, replay: renderWebhookReplay(replay) };
}
