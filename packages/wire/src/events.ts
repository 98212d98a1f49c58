import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import { Nullable, Time, Uuid } from "./values.ts";

const EventId = Type.String({
  pattern: "^[0-9]{1,16}$",
  description:
    "The place in the feed, as a decimal number. Later events have larger ones, with gaps",
});

/** The schema of an event, `Event` in openapi.json. */
export const EventSchema = named("Event", {
  id: EventId,
  type: Type.String({ description: "What happened, such as pending_action.confirmed" }),
  at: Time,
  user_id: Nullable(Uuid),
  record: Type.Object({
    kind: Type.String({ description: "The kind of record that changed, such as pending_action" }),
    id: Nullable(Type.String({ description: "Null if it was erased, or there is no one record" })),
  }),
  log_id: Nullable(Type.String({ format: "uuid", description: "The action log with the details" })),
});
/** One change of one record. It says what to read again, and holds no content. */
export type EventJson = Static<typeof EventSchema>;

/** The schema of a part of the feed, `EventPage` in openapi.json. */
export const EventPageSchema = named("EventPage", {
  items: Type.Array(ref(EventSchema)),
  next: Type.String({ description: "The `after` of the next request, also if there are no items" }),
  is_end: Type.Boolean({
    description:
      "Whether there are no later events for now. A page before the end can have no items",
  }),
});
/** A part of the feed. */
export type EventPageJson = Static<typeof EventPageSchema>;

/** An event of the domain. */
export interface EventRecord {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly userId: string | null;
  readonly record: { readonly kind: string; readonly id: string | null };
  readonly logId: string | null;
}

/** Renders an event. Its id is a text, since other languages read large numbers of JSON differently. */
export function renderEvent({ id, type, at, userId, record, logId }: EventRecord): EventJson {
  const { kind, id: recordId } = record;
  return {
    id: String(id),
    type,
    at: at.toISOString(),
    user_id: userId,
    record: { kind, id: recordId },
    log_id: logId,
  };
}
