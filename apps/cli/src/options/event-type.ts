import { InvalidInputError } from "@handsfree/query";
import { type EventType, eventTypes } from "@handsfree/repositories/events";

/** The parser of an option `--type` that may be repeated. */
export function addEventType(
  name: string,
  before: readonly EventType[] = [],
): readonly EventType[] {
  const type = eventTypes.find((known) => known === name);
  if (type !== undefined) return [...before, type];
  throw new InvalidInputError("type", `is not known; give one of ${eventTypes.join(", ")}`);
}
