import type { ShownAction } from "./shown-action.ts";
import { useState } from "react";

/** The digests of versions that this window made: who wrote them has seen them. */
const madeHere = new Set<string>();

/** Remembers that this window made a version. */
export function rememberMade(digest: string): void {
  madeHere.add(digest);
}

/**
 * Whether an action is still the one that the person began to look at. A live page could put other arguments under a
 * finger that is about to approve, so a change must be acknowledged first.
 */
export function useSeen({ id, payload_digest: digest }: ShownAction): {
  readonly isUnseen: boolean;
  readonly acknowledge: () => void;
} {
  const [seen, setSeen] = useState({ id, digest });
  if (seen.id !== id) setSeen({ id, digest });
  return {
    isUnseen: seen.id === id && seen.digest !== digest && !madeHere.has(digest),
    acknowledge: () => setSeen({ id, digest }),
  };
}
