import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../context.ts";
import { readEventRows } from "./read-rows.ts";
import { type Follower, tailOf } from "./tail.ts";
import { type SeenEvent, withVisibility } from "./visibility.ts";

/** How many events are read at once by a consumer that is behind. */
const pageSize = 500;
/** How soon a consumer is noticed that was made or enabled meanwhile, in milliseconds. */
const lookAgain = 2000;
/** The wait after an error of the database, in milliseconds. */
const waitAfterError = 1000;

/** The last events of the feed in memory. */
export type Tail = Pick<Follower, "after">;

/** Events after a place, how far they reach, and whether that is the end of the feed. */
export interface ReadEvents {
  readonly events: readonly SeenEvent[];
  readonly until: number;
  readonly isEnd: boolean;
}

/** Reads the events after a place, from memory if they are recent. */
export async function readEvents(
  db: Executor<Database>,
  from: number,
  tail: Tail | undefined,
  context: Context,
): Promise<ReadEvents> {
  const recent = tail?.after(from);
  if (recent !== undefined) return { ...recent, isEnd: true };
  const { events, until, isEnd } = await readEventRows(db, from, pageSize);
  return { events: await withVisibility(db, events, context), until, isEnd };
}

/** A consumer's step: how far it has come, and whether that is the end of the feed. */
export type ConsumerStep = (tail: Tail | undefined) => Promise<{
  readonly until: number;
  readonly isEnd: boolean;
}>;

/** Consumes events as they come, until the signal is aborted. */
export async function consumeFeed(
  db: Executor<Database>,
  {
    findSteps,
    signal,
  }: {
    /** The steps of all consumers; none while the feed has no consumer. */
    readonly findSteps: () => Promise<readonly ConsumerStep[]>;
    readonly signal: AbortSignal;
  },
  context: Context,
): Promise<void> {
  let tail: Follower | undefined;
  try {
    while (!signal.aborted) {
      try {
        const steps = await findSteps();
        // Without consumers nothing reads the feed.
        if (steps.length === 0) {
          tail?.[Symbol.dispose]();
          tail = undefined;
        } else tail ??= tailOf(db, context).join();
        const rounds = [];
        // In turns, so that one that is far behind does not stop the others.
        for (const step of steps) rounds.push(await step(tail));
        if (rounds.some(({ isEnd }) => !isEnd)) continue;
        const place = Math.min(...rounds.map(({ until }) => until));
        await pause(lookAgain, signal, context, tail, place);
      } catch (error) {
        if (!(error instanceof HandsFreeError && error.retryable)) throw error;
        await pause(waitAfterError, signal, context);
      }
    }
  } finally {
    tail?.[Symbol.dispose]();
  }
}

/** Waits for a time, for an event after a place, or for the signal. */
async function pause(
  milliseconds: number,
  signal: AbortSignal,
  context: Context,
  tail?: Follower,
  place = 0,
): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const cancel = callLater(context, end, milliseconds);
  try {
    if (tail === undefined) await aborted(over.signal);
    else await tail.changed(place, over.signal);
  } finally {
    cancel();
    signal.removeEventListener("abort", end);
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
