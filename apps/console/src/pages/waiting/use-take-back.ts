import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";
import { client } from "../../api/client.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { wordsOfFailure } from "../../decisions/outcome-words.ts";
import type { Approved } from "./use-approved.ts";

/**
 * Takes the approvals of actions back, each that can still be, and says how many these were.
 *
 * @param onAnswer called once the server has answered for each of them.
 */
export function useTakeBack(onAnswer?: () => void): UseMutationResult<void, Error, Approved> {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (actions: Approved) => {
      const answers = await Promise.allSettled(
        actions.map(({ id, payload_digest: digest }) =>
          client.pendingActions.takeBack(id, { payload_digest: digest, surface: "console" }),
        ),
      );
      const undone = answers.flatMap((answer) =>
        answer.status === "fulfilled" ? [answer.value.action] : [],
      );
      const failed = answers.find((answer) => answer.status === "rejected");
      if (undone.length === 0 && failed !== undefined) throw failed.reason;
      tellUndone(undone, failed?.reason, actions.length);
    },
    onSuccess: () => onAnswer?.(),
    onError: (error) => {
      const { title, detail } = wordsOfFailure(error);
      showToast({ kind: "bad", title, description: detail });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["pending_action"] }),
  });
}

function tellUndone(undone: Approved, failure: unknown, asked: number): void {
  const [first] = undone;
  if (failure !== undefined) {
    const { title, detail } = wordsOfFailure(failure);
    const others = `Not undone: ${asked - undone.length}. ${title}.`;
    const description = detail === undefined ? others : `${others} ${detail}`;
    showToast({ kind: "bad", title: `Undone: ${undone.length} of ${asked}`, description });
    return;
  }
  const waiting = undone.filter(({ state }) => state === "pending").length;
  const expired = undone.length - waiting;
  if (asked === 1) {
    const title = waiting === 1 ? "Undone: it waits again" : "Undone: it has expired";
    showToast({ kind: "good", title, description: first?.display.summary });
    return;
  }
  showToast({
    kind: "good",
    title: `Undone: ${waiting} wait again`,
    ...(expired > 0 && { description: `${expired} expired meanwhile.` }),
  });
}
