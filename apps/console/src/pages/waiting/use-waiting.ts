import type { PageJson } from "@handsfree/wire";
import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client } from "../../api/client.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { stateWord } from "./outcome-words.ts";

/** So many actions are shown at a time. */
const mostShown = 100;
/** So many decisions of others are told one by one. */
const mostTold = 3;

/**
 * The actions that wait for the person, the oldest first: then a new one comes at the end, and moves no other under a
 * finger.
 */
const waitingQuery = queryOptions({
  queryKey: ["pending_action", "list", "waiting"],
  queryFn: ({ signal }) =>
    client
      .list("GET /v1/pending-actions", {
        query: { role: "approver", order: "asc", limit: mostShown },
        signal,
      })
      .page(),
});

/** The ids of what was decided in this window, which need no note. */
const decidedHere = new Set<string>();

/** Remembers that this window decided an action. */
export function rememberDecided(id: string): void {
  decidedHere.add(id);
}

/** What waits for the person, and notes about what others decided meanwhile. */
export function useWaiting(): {
  readonly page: PageJson<PendingActionJson> | undefined;
  readonly error: Error | null;
  readonly refetch: () => void;
  /** When an action left the list, by the clock of `performance`: then what is below moved. */
  readonly lastMove: () => number;
} {
  const { data: page, error, refetch } = useQuery(waitingQuery);
  const before = useRef<readonly PendingActionJson[]>([]);
  const moved = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (page === undefined) return;
    const ids = new Set(page.items.map(({ id }) => id));
    const gone = before.current.filter(({ id }) => !ids.has(id));
    before.current = page.items;
    const others = gone.filter(({ id }) => !decidedHere.has(id));
    if (others.length > 0) moved.current = performance.now();
    if (others.length > mostTold) {
      showToast({ title: `${others.length} actions were decided elsewhere` });
    } else {
      for (const action of others) void tellDecision(action);
    }
  }, [page]);
  return { page, error, refetch: () => void refetch(), lastMove: () => moved.current };
}

async function tellDecision({ id, display }: PendingActionJson): Promise<void> {
  try {
    const { state, decided_surface: surface } = await client.pendingActions.get(id);
    // It waits for others now, or for a group that was asked in place of this person.
    const title = state === "pending" ? "No longer waits for you" : `Was ${stateWord(state)}`;
    const place = surface === null ? "" : ` (by ${surface})`;
    showToast({ title: title + place, description: display.summary });
  } catch {
    showToast({ title: "No longer waits for you", description: display.summary });
  }
}
