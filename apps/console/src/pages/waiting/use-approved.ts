import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import { useState } from "react";

/** So many approvals can be undone on the page where they were given; others on the pages of their actions. */
const mostApproved = 5;

/** Actions that were approved at once. */
export type Approved = readonly PendingActionJson[];

/** What was approved on this page and can still be undone, the last first. */
export function useApproved(): {
  readonly approved: readonly Approved[];
  /** Remembers those of the actions that a policy gives time to undo. */
  readonly remember: (actions: Approved) => void;
  readonly forget: (actions: Approved) => void;
} {
  const [approved, setApproved] = useState<readonly Approved[]>([]);
  return {
    approved,
    remember: (actions) => {
      const last = withGrace(actions);
      if (last.length > 0) setApproved((before) => [last, ...before].slice(0, mostApproved));
    },
    forget: (actions) => {
      const ids = new Set(actions.map(({ id }) => id));
      setApproved((before) =>
        before
          .map((group) => group.filter(({ id }) => !ids.has(id)))
          .filter((group) => group.length > 0),
      );
    },
  };
}

/** The actions that are approved and are carried out later. */
export function withGrace(actions: Approved): Approved {
  return actions.filter(({ state, executable_at: end }) => state === "confirmed" && end !== null);
}
