import fc from "fast-check";
import {
  type EventGroup,
  eventTypes,
  followEvents,
  listEvents,
} from "../../../src/entries/events.ts";
import { attack, type Attack } from "../attack.ts";
import { maybe } from "../known.ts";

const groups = fc
  .subarray<EventGroup>(["actions", "commands", "webhooks"], { minLength: 1 })
  .map((names) => new Set(names));
const types = maybe(fc.subarray([...eventTypes], { minLength: 20 }));

export const eventAttacks: Readonly<Record<string, Attack>> = {
  listEvents: attack(
    { groups, types, after: maybe(fc.constantFrom(0, 1, 5)), limit: maybe(fc.nat(9)) },
    ({ db, context }, { groups: seen, ...request }) =>
      listEvents(db, { ...request, groups: seen }, context),
  ),
  followEvents: attack({ groups, types }, async ({ db, context }, { groups: seen, ...filter }) => {
    const found: unknown[] = [];
    const reader = { ...filter, groups: seen };
    for await (const read of followEvents(db, reader, { after: 0 }, context)) {
      found.push(read);
      // The first says where it begins, and the second holds all events.
      if (found.length === 2) break;
    }
    return found;
  }),
};
