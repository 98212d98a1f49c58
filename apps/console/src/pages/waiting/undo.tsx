import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { Button } from "../../components/button/button.tsx";
import { useNow } from "../../components/time/clock.ts";
import { timeLeft } from "../../components/time/relative.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { wordsOfFailure } from "./outcome-words.ts";
import styles from "./waiting.module.css";

/** Takes an approval back while that is possible, and says for how long. Otherwise there is nothing. */
export function Undo({ action }: { readonly action: PendingActionJson }): ReactNode {
  const queryClient = useQueryClient();
  const now = useNow(1000);
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: ({ id, payload_digest: digest }: PendingActionJson) =>
      client.pendingActions.takeBack(id, { payload_digest: digest, surface: "console" }),
    onSuccess: ({ action: { state, display } }) => {
      const title = state === "pending" ? "Undone: it waits again" : "Undone: it has expired";
      showToast({ kind: "good", title, description: display.summary });
    },
    onError: (error) => {
      const { title, detail } = wordsOfFailure(error);
      showToast({ kind: "bad", title, description: detail });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["pending_action"] }),
  });
  const end = graceEnd(action);
  if (isSuccess || end <= now) return null;
  return (
    <div className={styles["changed"]}>
      <p>
        Approved: <UntrustedText canExpand={false} most={200} text={action.summary} />
      </p>
      <Button icon="close" isBusy={isPending} onClick={() => mutate(action)}>
        Undo
      </Button>
      <time dateTime={action.executable_at ?? undefined} role="timer">
        {timeLeft(end, now)} left
      </time>
    </div>
  );
}

/** By the clock of the browser; the server decides by its own. */
function graceEnd({ state, executable_at: end }: PendingActionJson): number {
  return state === "confirmed" && end !== null ? Date.parse(end) : Number.NEGATIVE_INFINITY;
}
