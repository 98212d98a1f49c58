import type { ShownAction } from "./shown-action.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import { client } from "../../api/client.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { wordsOfFailure, wordsOfOutcome } from "../../decisions/outcome-words.ts";
import { needsPasskey, passkeyPath } from "../../decisions/passkey-path.ts";
import { rememberDecided } from "../../decisions/decided-here.ts";

/** A decision about an action as it was shown. */
export interface Decision {
  readonly action: ShownAction;
  readonly verdict: "approve" | "reject";
  readonly reason?: string | undefined;
}

/**
 * Decides about an action, and says what became of it.
 *
 * @param onApproved called with an action that the decision approved.
 */
export function useDecide(onApproved?: (action: PendingActionJson) => void): {
  readonly decide: (decision: Decision) => void;
  /** The id of the action that is being decided. */
  readonly deciding: string | undefined;
} {
  const queryClient = useQueryClient();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: ({ action: { id, payload_digest: digest }, verdict, reason }: Decision) => {
      const body = {
        payload_digest: digest,
        surface: "console" as const,
        ...(reason !== undefined && reason !== "" && { reason }),
      };
      return verdict === "approve"
        ? client.pendingActions.approve(id, body)
        : client.pendingActions.reject(id, body);
    },
    onSuccess: (answer, { action }) => {
      rememberDecided(action.id);
      if (answer.outcome === "confirmed") onApproved?.(answer.action);
      const missing = "missing" in answer ? answer.missing : null;
      const { title, detail } = wordsOfOutcome(answer.outcome, missing, answer.action);
      const description = detail === undefined ? action.display.summary : detail;
      showToast({ kind: "good", title, description });
    },
    onError: (error, { action }) => {
      const { title, detail } = wordsOfFailure(error);
      const link = needsPasskey(error) && {
        action: { label: "Use a passkey", onClick: () => location.assign(passkeyPath(action.id)) },
      };
      showToast({ kind: "bad", title, description: detail, ...link });
    },
    // What is shown is read again either way: a refusal says that it is out of date.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["pending_action"] }),
  });
  return { decide: mutate, deciding: isPending ? variables.action.id : undefined };
}
