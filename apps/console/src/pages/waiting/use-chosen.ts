import type { ShownAction } from "./shown-action.ts";
import { useMemo, useState } from "react";

/** The actions that the person chose, to decide them at once. One that no longer waits is not among them. */
export function useChosen(actions: readonly ShownAction[]): {
  readonly chosen: ReadonlySet<string>;
  /** Chooses an action, or no longer. */
  readonly choose: (id: string) => void;
  readonly clear: () => void;
} {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(
    () => new Set(actions.map(({ id }) => id).filter((id) => ids.has(id))),
    [actions, ids],
  );
  return {
    chosen,
    choose: (id) =>
      setIds((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    clear: () => setIds(new Set()),
  };
}
