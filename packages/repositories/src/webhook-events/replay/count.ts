import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { matches, type ReplayFilter, requireFilter } from "./filter.ts";

/** The effect that a replay would have. */
export interface ReplayCount {
  /** The number of events that it would make due. */
  readonly events: number;
  /** The number of matching events that it would skip, since their bodies are gone. */
  readonly payloadRemoved: number;
}

/**
 * Counts the events that a replay would make due now.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function countReplay(
  db: Executor<Database>,
  filter: ReplayFilter,
  context: Context = systemContext,
): Promise<ReplayCount> {
  requireCall(db, context);
  const matching = db
    .selectFrom("webhook_events")
    .where(matches(requireFilter(filter), context.now()));
  const { all, events } = await matching
    .select(({ fn, eb }) => [
      fn.countAll().as("all"),
      fn
        .countAll()
        .filterWhere(eb("payload_removed_at", "is", null))
        .as("events"),
    ])
    .executeTakeFirstOrThrow();
  return { events: Number(events), payloadRemoved: Number(all) - Number(events) };
}
