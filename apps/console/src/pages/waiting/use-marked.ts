import { useState } from "react";
import type { ShownAction } from "./shown-action.ts";

/**
 * The action that the keys are about. Where it has gone, the one in its place is.
 *
 * @param isAlways whether one is marked before any was: the first.
 */
export function useMarked(
  actions: readonly ShownAction[],
  isAlways: boolean,
): readonly [marked: ShownAction | undefined, mark: (id: string | undefined) => void] {
  const [id, mark] = useState<string>();
  const [place, setPlace] = useState(0);
  const found = actions.findIndex((action) => action.id === id);
  const at = found === -1 ? Math.max(0, Math.min(place, actions.length - 1)) : found;
  if (at !== place) setPlace(at);
  return [isAlways || id !== undefined ? actions[at] : undefined, mark];
}
