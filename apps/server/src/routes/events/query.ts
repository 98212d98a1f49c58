import { type EventType, eventTypes } from "@handsfree/repositories/events";
import Type from "typebox";
import { Problem } from "../../http/problem.ts";

/** A place in the feed. */
export const Position = Type.String({ $id: "EventPosition", pattern: "^[0-9]{1,15}$" });

/** Types of events, by comma. */
export const EventTypes = Type.String({
  $id: "EventTypes",
  minLength: 1,
  maxLength: 4000,
  description: "Only events of these types, by comma. Default: all",
});

/** The schemas that both routes share. */
export const eventQuerySchemas = [Position, EventTypes];

export function toPosition(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** @throws {Problem} 400 for a type that there is not. */
export function toTypes(text: string | undefined): readonly EventType[] | undefined {
  return text?.split(",").map((name) => {
    const type = eventTypes.find((known) => known === name.trim());
    if (type !== undefined) return type;
    const detail = `types has a type that there is not; the ${eventTypes.length} types are in the description of the API`;
    throw new Problem(400, "invalid_input", detail, { field: "types" });
  });
}
