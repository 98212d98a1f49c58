import type { PageJson } from "@handsfree/wire";
import { expand, type ShownAction } from "./shown-action.ts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client } from "../../api/client.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { showInvisible } from "../../components/untrusted-text/show-invisible.ts";
import { wasDecidedHere } from "../../decisions/decided-here.ts";
import { stateWord } from "../../decisions/outcome-words.ts";

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
        query: { role: "approver", order: "asc", limit: mostShown, expand },
        signal,
      })
      .page(),
});

/** What waits for the person, and notes about what others decided meanwhile. */
export function useWaiting(): {
  readonly page: PageJson<ShownAction> | undefined;
  readonly error: Error | null;
  readonly refetch: () => void;
  /** When an action last moved since one above it left the list, by the clock of `performance`. */
  readonly lastMove: (id: string) => number;
} {
  const { data: page, error, refetch } = useQuery(waitingQuery);
  const before = useRef<readonly ShownAction[]>([]);
  const moved = useRef<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    if (page === undefined) return;
    const ids = new Set(page.items.map(({ id }) => id));
    const old = before.current;
    before.current = page.items;
    const others = old.filter(({ id }) => !ids.has(id) && !wasDecidedHere(id));
    const [firstGone] = others;
    if (firstGone !== undefined) {
      // What is new can stand where another was.
      const above = new Set(old.slice(0, old.indexOf(firstGone)).map(({ id }) => id));
      const now = performance.now();
      moved.current = new Map(
        page.items.map(({ id }) => [id, above.has(id) ? lastMove(moved.current, id) : now]),
      );
    }
    if (others.length > mostTold) {
      showToast({ title: `${others.length} actions were decided elsewhere` });
    } else {
      for (const action of others) void tellDecision(action);
    }
  }, [page]);
  return {
    page,
    error,
    refetch: () => void refetch(),
    lastMove: (id) => lastMove(moved.current, id),
  };
}

function lastMove(moved: ReadonlyMap<string, number>, id: string): number {
  return moved.get(id) ?? Number.NEGATIVE_INFINITY;
}

/** A name with its invisible characters written out, in a text of the page. */
function visible(name: string): string {
  return showInvisible(name)
    .map(({ text }) => text)
    .join("");
}

async function tellDecision({ id, display }: ShownAction): Promise<void> {
  try {
    const {
      state,
      decided_surface: surface,
      decided_by: by,
      names,
    } = await client.request("GET /v1/pending-actions/{id}", {
      path: { id },
      query: { expand: ["names"] },
    });
    // It waits for others now, or for a group that was asked in place of this person.
    const title = state === "pending" ? "No longer waits for you" : `Was ${stateWord(state)}`;
    const name = by === null ? undefined : names?.[by]?.name;
    const who = name === null || name === undefined ? "" : ` by ${visible(name)}`;
    const place = surface === null ? "" : ` (${surface})`;
    showToast({ title: title + who + place, description: display.summary });
  } catch {
    showToast({ title: "No longer waits for you", description: display.summary });
  }
}
