import { type ReplayableState, replayableStates } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type RecordOf, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

const Filter = Type.Object({
  source: Type.Optional(Type.String()),
  event_type: Type.Optional(Type.String()),
  states: Type.Optional(Type.Array(OneOf(replayableStates))),
  since: Type.Optional(Time),
  until: Type.Optional(Time),
  /** Never replayed, or last replayed before this time. */
  replayed_before: Type.Optional(Time),
  event_id: Type.Optional(Uuid),
});
/** The events that a replay takes. A replay of one event has `event_id` alone. */
export type ReplayFilterJson = Static<typeof Filter>;

/** The schema of a replay, `WebhookReplay` in openapi.json. */
export const WebhookReplaySchema = named("WebhookReplay", {
  id: Uuid,
  filter: Filter,
  requested_by: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  events: Type.Integer({ description: "How many matched when it began" }),
  marked: Type.Integer({ description: "How many it has made due" }),
  events_per_second: Nullable(Type.Number()),
  completed_at: Nullable(Time),
  stopped_at: Nullable(Time),
  created_at: Time,
});
/** A replay: events that were made due again together. */
export type WebhookReplayJson = Static<typeof WebhookReplaySchema>;

/** The schema of a page of replays, `WebhookReplayPage` in openapi.json. */
export const WebhookReplayPageSchema: NamedSchema<PageJson<WebhookReplayJson>> =
  pageOf(WebhookReplaySchema);

/** The filter of a `WebhookReplayRecord`. A replay of one event has `eventId` alone. */
export interface ReplayFilterRecord {
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  readonly eventType?: string | undefined;
  readonly states?: readonly ReplayableState[] | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly replayedBefore?: Date | undefined;
}

/** The domain object of `renderWebhookReplay`. */
export type WebhookReplayRecord = RecordOf<Omit<WebhookReplayJson, "filter">> & {
  readonly filter: ReplayFilterRecord;
};

const render = rendererOf(WebhookReplaySchema);

/** Renders a replay; its filter has only the members that were given. */
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

/** The schema of the count of a dry run of a replay, `ReplayCount` in openapi.json. */
export const ReplayCountSchema = named("ReplayCount", {
  dry_run: Type.Literal(true),
  events: Type.Integer(),
  payload_removed: Type.Integer({ description: "Left alone, since their bodies are gone" }),
});
/** The number of events that a replay would take. */
export type ReplayCountJson = Static<typeof ReplayCountSchema>;

/** Renders the count of a dry run. */
export function renderReplayCount({
  events,
  payloadRemoved,
}: {
  readonly events: number;
  readonly payloadRemoved: number;
}): ReplayCountJson {
  return { dry_run: true, events, payload_removed: payloadRemoved };
}

/** The schema of a replay that was stopped, `StoppedReplay` in openapi.json. */
export const StoppedReplaySchema = named("StoppedReplay", {
  restored: Type.Integer(),
  replay: ref(WebhookReplaySchema),
});
/** A replay that was stopped; `restored` events went back to their earlier state. */
export type StoppedReplayJson = Static<typeof StoppedReplaySchema>;

/** Renders a replay that was stopped, with the replay by `renderWebhookReplay`. */
export function renderStoppedReplay({
  restored,
  replay,
}: {
  readonly restored: number;
  readonly replay: WebhookReplayRecord;
}): StoppedReplayJson {
  return { restored, replay: renderWebhookReplay(replay) };
}
