import type { PendingActionRow } from "@handsfree/schema";
import type { Guard } from "../work/leased-work.ts";

/** The first instant after a time of grace that begins now; null for none. */
export function graceEnd(now: Date, graceSeconds: number | undefined): Date | null {
  return graceSeconds === undefined ? null : new Date(now.getTime() + graceSeconds * 1000);
}

/** Whether no one may carry out the action yet. `graceIsOver` is the opposite condition in SQL. */
export function isInGrace(
  { executable_at: end }: Pick<PendingActionRow, "executable_at">,
  now: Date,
): boolean {
  return end !== null && end > now;
}

/** The SQL condition that an action has no time of grace, or that it is over. */
export function graceIsOver(now: Date): Guard<"pending_actions"> {
  return (row) => row.or([row("executable_at", "is", null), row("executable_at", "<=", now)]);
}
