import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../../context.ts";
import { heartbeatAction } from "../heartbeat.ts";
import type { Lease } from "../lease.ts";

/** A lease that is kept until `stop`, or until it is lost. */
export interface KeptLease {
  /** Is aborted when the lease is lost. */
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * Sends a heartbeat each third of the lease, so that two may fail before it runs out. A database that cannot be
 * asked does not lose it, until it has run out by this process's clock; nor does one that never answers keep it.
 */
export function keepLease(
  db: Executor<Database>,
  lease: Lease,
  leaseSeconds: number,
  context: Context,
): KeptLease {
  const lost = new AbortController();
  let stopped = false;
  let cancelBeat: () => void;
  let cancelEnd: () => void;

  const stop = (): void => {
    stopped = true;
    cancelBeat();
    cancelEnd();
  };
  const lose = (): void => {
    stop();
    lost.abort(new Error("the lease of this execution was lost; another worker may have it"));
  };
  /** Apart from the heartbeats, since one can hang for longer than the lease is. */
  const loseAt = (expiresAt: Date): void => {
    cancelEnd = callLater(
      context,
      lose,
      Math.max(0, expiresAt.getTime() - context.now().getTime()),
    );
  };
  let { expiresAt } = lease;
  const isKept = async (): Promise<boolean> => {
    try {
      const heartbeat = await heartbeatAction(db, { ...lease, leaseSeconds }, context);
      if (heartbeat.outcome !== "extended") return false;
      ({ expiresAt } = heartbeat);
      return true;
    } catch {
      return context.now() < expiresAt;
    }
  };
  const beat = async (): Promise<void> => {
    const kept = await isKept();
    if (stopped) return;
    if (!kept) return lose();
    cancelEnd();
    loseAt(expiresAt);
    beatLater();
  };
  const beatLater = (): void => {
    cancelBeat = callLater(context, () => void beat(), (leaseSeconds * 1000) / 3);
  };
  loseAt(expiresAt);
  beatLater();
  return { signal: lost.signal, stop };
}
