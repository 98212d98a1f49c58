import type { CompiledPart } from "./compile-policy.ts";
import type { PolicyComparison } from "./condition.ts";
import { policyLimits } from "./limits.ts";
import type { PolicyMatch } from "./policy.ts";
import type { PolicyDoubt, Verdict } from "./verdict.ts";

/**
 * Why a proposal was decided as it was, as JSON for an audit row. It holds names of policies, pointers and comparisons,
 * and no value of a payload or of a condition, since both can be secrets. Its JSON text has at most 8,192 bytes of
 * UTF-8.
 */
export interface PolicyExplanation {
  /** The name of the policy that matched, or null for the default. */
  readonly policy: string | null;
  /** The first part of that policy that could not be compared, and so counted as true; null if there is none. */
  readonly doubt: ExplainedPart | null;
  /** The policies before it, in order, each with the first part that did not hold. */
  readonly missed: readonly MissedPolicy[];
  /** The number of further policies before it, for which there was no room. */
  readonly unlisted: number;
}

/** A part of a match that did not hold, or could not be compared. */
export interface ExplainedPart {
  readonly part: keyof PolicyMatch;
  /** The JSON pointer of a condition. */
  readonly at?: string;
  readonly comparison?: PolicyComparison;
  /** `fails`, or why the comparison could not be made. */
  readonly because: "fails" | PolicyDoubt;
}

/** A policy that did not match. */
export interface MissedPolicy extends ExplainedPart {
  readonly policy: string;
}

/** Explains a part's verdict. */
export function explainPart(
  { part, at, comparison }: CompiledPart,
  because: Exclude<Verdict, "holds">,
): ExplainedPart {
  return at === undefined || comparison === undefined
    ? { part, because }
    : { part, at, comparison, because };
}

/** Keeps the first policies that were missed, as many as there is room for. */
export function explain(
  policy: string | null,
  doubt: ExplainedPart | null,
  missed: readonly MissedPolicy[],
): PolicyExplanation {
  // A larger number than the one that is written at the end.
  let bytes = bytesOf({ policy, doubt, missed: [], unlisted: missed.length });
  const listed: MissedPolicy[] = [];
  for (const miss of missed) {
    bytes += bytesOf(miss) + ",".length;
    if (bytes > policyLimits.explanationBytes) break;
    listed.push(miss);
  }
  return { policy, doubt, missed: listed, unlisted: missed.length - listed.length };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
