import { findFeedEvents, followEvents, listEvents } from "../../src/entries/events.ts";
import { on, type Rows } from "./row.ts";
import { userId } from "./samples.ts";

const groups: ReadonlySet<"actions"> = new Set(["actions"] as const);
const types = ["command.recorded"] as const;
// So that it ends.
const signal = AbortSignal.abort();

export const events: Rows = {
  findFeedEvents: on(findFeedEvents, [1]),
  listEvents: on(listEvents, { userId, groups, types, after: 0, limit: 10 }),
  followEvents: on(followEvents, { userId, groups, types }, { after: 0, signal }),
};
