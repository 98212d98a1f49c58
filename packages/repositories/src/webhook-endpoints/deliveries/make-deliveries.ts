import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { type ConsumerStep, consumeFeed } from "../../feed/consume.ts";
import { FanOut, findEnabledEndpoints } from "./fan-out.ts";

/** Makes deliveries as events come, until the signal is aborted. @param onMade is called after some were made. */
export function makeDeliveries(
  db: Executor<Database>,
  { signal, onMade }: { readonly signal: AbortSignal; readonly onMade: () => void },
  context: Context,
): Promise<void> {
  const fanOut = new FanOut(db, context);
  const findSteps = async (): Promise<ConsumerStep[]> =>
    (await findEnabledEndpoints(db)).map((endpoint) => async (tail) => {
      const round = await fanOut.next(endpoint, tail);
      if (round.made > 0) onMade();
      return round;
    });
  return consumeFeed(db, { findSteps, signal }, context);
}
