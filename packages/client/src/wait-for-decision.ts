import type { AwaitedDecisionJson } from "@handsfree/wire/pending-actions";
import { askedPause, mayPass } from "./may-pass.ts";
import { type CallOptions, readNumber } from "./options.ts";
import { backOff, type Pace } from "./pace.ts";
import type { Requester } from "./requester.ts";

/** The options of a wait for a decision. */
export interface WaitOptions extends Pick<CallOptions, "signal" | "onBehalfOf"> {
  /** How long to wait, in milliseconds; a started second counts as a whole one. Default: until the action is decided or expires. */
  readonly timeout?: number | undefined;
}

/** The longest wait of one request, in milliseconds: less than most proxies let a connection be silent. */
const longestRequest = 45_000;
/** How much longer than its wait a request may take, in milliseconds. */
const allowance = 10_000;

/**
 * Waits until an action is decided, over as many requests as it takes. Broken connections, limits and restarts of the
 * server make it wait and ask again.
 */
export async function waitForDecision(
  requester: Requester,
  pace: Pace,
  id: string,
  options: WaitOptions = {},
): Promise<AwaitedDecisionJson> {
  const { signal, onBehalfOf } = options;
  const end =
    options.timeout === undefined
      ? Number.POSITIVE_INFINITY
      : pace.elapsed() + readNumber("timeout", options.timeout, 0);
  for (let failures = 0; ;) {
    const start = pace.elapsed();
    const seconds = Math.ceil(Math.max(0, Math.min(longestRequest, end - start)) / 1000);
    let pause = 0;
    try {
      const request = {
        path: { id },
        query: { wait_seconds: seconds },
        signal,
        onBehalfOf,
        timeout: Math.min(seconds * 1000 + allowance, end - start + 1000),
      };
      const answer = (await requester.call(
        "GET /v1/pending-actions/{id}/decision",
        request,
        false,
      )) as AwaitedDecisionJson;
      if (answer.outcome !== "timed_out" || pace.elapsed() >= end) return answer;
      // A server that stops answers early.
      const wasEarly = pace.elapsed() - start < seconds * 500;
      failures = wasEarly ? failures + 1 : 0;
      if (wasEarly) pause = backOff(pace, failures);
    } catch (error) {
      if (!mayPass(error)) throw error;
      failures += 1;
      pause = askedPause(error) + backOff(pace, failures);
    }
    const left = end - pace.elapsed();
    if (left <= 0) return { outcome: "timed_out", action: null };
    // A decision ends the pause, if a stream of the same client has its event.
    const ms = Math.min(pause, left);
    if (pause > 0) await requester.wakeUps.sleep(pace, { id, ms, signal });
  }
}
