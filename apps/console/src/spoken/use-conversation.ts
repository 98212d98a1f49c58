import type { ExpandedPendingActionJson } from "@handsfree/wire/pending-actions";
import { HandsFreeProblem } from "@handsfree/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { showToast } from "../components/toast/show-toast.ts";
import { spokenAction } from "./aloud/spoken-action.ts";
import type { Dialogue } from "./dialogue/dialogue.ts";
import { DialogueRun } from "./dialogue/run-dialogue.ts";
import { endAloud, readNamedAction, sendAnswer } from "./outcome.ts";
import { webSpeech } from "./speech/web-speech.ts";

/** The longest time of a timer of browsers, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** A conversation about an action, which begins as soon as the action is read from the server. */
export interface Conversation {
  /** Undefined until it begins. */
  readonly dialogue: Dialogue | undefined;
  /** Why the action could not be read. */
  readonly error: Error | null;
  /** Ends it; an answer that is on its way still counts. */
  readonly stop: () => void;
}

/** Holds a conversation about the action with this id. It ends with the component. */
export function useConversation(id: string): Conversation {
  const queryClient = useQueryClient();
  const {
    data: action,
    error,
    refetch,
  } = useQuery({
    queryKey: ["pending_action", "one", id, "spoken"],
    queryFn: ({ signal }) => readNamedAction(id, signal),
    // What is read aloud is what waits now.
    staleTime: 0,
    gcTime: 0,
  });
  const [dialogue, setDialogue] = useState<Dialogue>();
  const run = useRef<DialogueRun>(undefined);
  const hasAction = action !== undefined;

  useEffect(() => {
    if (!hasAction) return undefined;
    const first = queryClient.getQueryData<ExpandedPendingActionJson>([
      "pending_action",
      "one",
      id,
      "spoken",
    ]);
    if (first === undefined) return undefined;
    const started = new DialogueRun(spokenAction(first, Date.now()), {
      speech: webSpeech(),
      decide: async (spoken, answer) => {
        const settlement = await sendAnswer(spoken, answer);
        void queryClient.invalidateQueries({ queryKey: ["pending_action"] });
        const { isMuted } = started.dialogue;
        if (isMuted)
          showToast({ title: settlement.text, kind: settlement.isTaken ? "good" : "bad" });
        return settlement;
      },
      onChange: setDialogue,
    });
    run.current = started;
    const hide = (): void => {
      if (document.visibilityState === "hidden") started.send({ type: "hidden" });
    };
    document.addEventListener("visibilitychange", hide);
    const left = Date.parse(first.expires_at) - Date.now();
    // Whether it has expired, the server says.
    const timer = setTimeout(() => void refetch(), Math.min(Math.max(left, 0), longestTimer));
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hide);
      started.send({ type: "stopped" });
    };
  }, [hasAction, id, queryClient, refetch]);

  useEffect(() => {
    const text = overtakenBy(action, error, run.current?.dialogue.action.digest);
    if (text !== undefined) run.current?.send({ type: "overtaken", text });
  }, [action, error]);

  return { dialogue, error, stop: () => run.current?.send({ type: "stopped" }) };
}

/** What to say about an action that is no longer the one that was read; undefined if it still is. */
function overtakenBy(
  action: ExpandedPendingActionJson | undefined,
  error: Error | null,
  digest: string | undefined,
): string | undefined {
  if (digest === undefined) return undefined;
  if (error instanceof HandsFreeProblem && error.status === 404) {
    return "It is gone. Nothing was decided.";
  }
  if (action === undefined) return undefined;
  if (action.state !== "pending") return endAloud(action);
  if (action.payload_digest === digest) return undefined;
  return "It was changed meanwhile. Nothing was decided. Listen to it again as it is now.";
}
