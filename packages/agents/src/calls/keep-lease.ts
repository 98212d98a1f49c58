import { type HandsFreeClient, HandsFreeProblem } from "@handsfree/client";
import type { GrantedCall } from "./permission.ts";

/** A lease that is extended until its end. */
interface KeptLease {
  /** Is aborted when the lease is lost: the server says so, or no heartbeat has reached it in the time of the lease. */
  readonly lost: AbortSignal;
  end(): void;
}

/** Extends a lease, with three attempts in its time. */
export function keepLease(
  client: HandsFreeClient,
  actionId: string,
  { token, seconds }: GrantedCall["lease"],
): KeptLease {
  const lost = new AbortController();
  const body = { lease_token: token, lease_seconds: seconds };
  let isOver = false;
  let deadline: NodeJS.Timeout;
  const end = (): void => {
    isOver = true;
    clearInterval(beat);
    clearTimeout(deadline);
  };
  const lose = (reason: unknown): void => {
    if (isOver) return;
    end();
    lost.abort(reason);
  };
  const waitFrom = (start: number): void => {
    clearTimeout(deadline);
    const left = Math.max(0, start + seconds * 1000 - performance.now());
    const late = new Error(`the lease of the call ran out: no heartbeat in ${seconds} s`);
    deadline = setTimeout(() => lose(late), left);
  };
  const extend = async (): Promise<void> => {
    const start = performance.now();
    try {
      await client.pendingActions.heartbeat(actionId, body);
      // The server extended it at some time after the request was sent.
      if (!isOver) waitFrom(start);
    } catch (error) {
      // A server that is away for less than the lease changes nothing.
      const isRefused = error instanceof HandsFreeProblem && error.status < 500;
      if (isRefused && !error.retryable) lose(error);
    }
  };
  const beat = setInterval(() => void extend(), (seconds * 1000) / 4);
  waitFrom(performance.now());
  return { lost: lost.signal, end };
}
