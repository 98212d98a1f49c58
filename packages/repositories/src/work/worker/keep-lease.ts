import { callLater, type Context } from "../../context.ts";
import type { WorkHeartbeat } from "../report.ts";
import { LeaseWatch } from "./lease-watch.ts";

/** A lease that heartbeats extend until `stop` is called or the lease is lost. */
export interface KeptLease {
  /** Aborted when the lease is lost. */
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

/**
 * Sends a heartbeat after each third of the lease, so that two may fail before the lease expires. If heartbeats fail or
 * get no answer, the lease is lost when it expires by this process's clock.
 */
export function keepLease(
  heartbeat: () => Promise<WorkHeartbeat<object>>,
  lease: { readonly expiresAt: Date },
  leaseSeconds: number,
  context: Context,
): KeptLease {
  // A timer of its own, since a heartbeat can hang for longer than the lease.
  const watch = new LeaseWatch(context);
  let { expiresAt } = lease;
  let cancelBeat: () => void;

  const beat = async (): Promise<void> => {
    const kept = await heartbeat().then(
      (answer) => {
        if (answer.outcome === "extended") ({ expiresAt } = answer);
        return answer.outcome === "extended";
      },
      () => context.now() < expiresAt,
    );
    if (stopped) return;
    if (!kept) return watch.lose();
    watch.expectEnd(expiresAt);
    beatLater();
  };
  const beatLater = (): void => {
    cancelBeat = callLater(context, () => void beat(), (leaseSeconds * 1000) / 3);
  };
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    cancelBeat();
    watch.stop();
  };
  watch.signal.addEventListener("abort", stop);
  watch.expectEnd(expiresAt);
  beatLater();
  return { signal: watch.signal, stop };
}
