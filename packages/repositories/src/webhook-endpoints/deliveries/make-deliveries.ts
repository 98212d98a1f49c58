import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../context.ts";
import { type Follower, tailOf } from "../../feed/tail.ts";
import { FanOut, findEnabledEndpoints } from "./fan-out.ts";

/** How soon an endpoint is noticed that was made or enabled meanwhile, in milliseconds. */
const lookAgain = 2000;
/** The wait after an error of the database, in milliseconds. */
const waitAfterError = 1000;

/** Makes deliveries as events come, until the signal is aborted. @param onMade is called after some were made. */
export async function makeDeliveries(
  db: Executor<Database>,
  { signal, onMade }: { readonly signal: AbortSignal; readonly onMade: () => void },
  context: Context,
): Promise<void> {
  const fanOut = new FanOut(db, context);
  let tail: Follower | undefined;
  try {
    while (!signal.aborted) {
      try {
        const endpoints = await findEnabledEndpoints(db);
        // Nothing reads the feed while nobody wants it.
        if (endpoints.length === 0) {
          tail?.[Symbol.dispose]();
          tail = undefined;
        } else tail ??= tailOf(db, context).join();
        const rounds = [];
        for (const endpoint of endpoints) {
          // In turns, so that one that is far behind does not stop the others.
          const round = await fanOut.next(endpoint, tail);
          if (round.made > 0) onMade();
          rounds.push(round);
        }
        if (rounds.some(({ isEnd }) => !isEnd)) continue;
        await pause(
          lookAgain,
          signal,
          context,
          tail,
          Math.min(...rounds.map(({ until }) => until)),
        );
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
