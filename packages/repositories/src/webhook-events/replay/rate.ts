import { InvalidInputError } from "@handsfree/query";
import type { WebhookReplayRow } from "@handsfree/schema";
import { shown } from "../../validate.ts";

const slowest = 0.001;
const fastest = 100_000;

/** @returns null for no rate. @throws {InvalidInputError} for an invalid rate. */
export function requireRate(eventsPerSecond: number | null | undefined): number | null {
  if (eventsPerSecond === undefined || eventsPerSecond === null) return null;
  const isNumber = typeof eventsPerSecond === "number";
  if (isNumber && eventsPerSecond >= slowest && eventsPerSecond <= fastest) return eventsPerSecond;
  throw new InvalidInputError(
    "eventsPerSecond",
    `is ${shown(eventsPerSecond)}; give a number from ${slowest} to ${fastest}, or leave it out for all at once`,
  );
}

/**
 * When the next events of a replay become due: at even intervals, from now or from the last due time so far. That time
 * is stored with the events, so a caller that resumes the replay later keeps to the rate.
 */
export function dueTimes(
  { events_per_second: rate, next_due_at: next }: WebhookReplayRow,
  count: number,
  now: Date,
): { readonly due: Date[]; readonly nextDueAt: Date | null } {
  if (rate === null) return { due: Array.from({ length: count }, () => now), nextDueAt: null };
  const from = next !== null && next > now ? next : now;
  const at = (index: number): Date => new Date(from.getTime() + Math.ceil((index * 1000) / rate));
  return { due: Array.from({ length: count }, (_, index) => at(index)), nextDueAt: at(count) };
}
