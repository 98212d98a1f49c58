import type { ManyDecisionsJson } from "@handsfree/wire/pending-actions";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ShownAction } from "./shown-action.ts";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { Badge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { TextInput } from "../../components/field/field.tsx";
import { JsonTree } from "../../components/json-tree/json-tree.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { wordsOfOutcome } from "../../decisions/outcome-words.ts";
import { longestReason } from "./reject-dialog.tsx";
import { Undo } from "./undo.tsx";
import type { Approved } from "./use-approved.ts";
import { rememberDecided } from "../../decisions/decided-here.ts";
import styles from "./waiting.module.css";

interface BatchDialogProps {
  readonly actions: readonly ShownAction[];
  readonly verdict: "approve" | "reject";
  readonly onApproved: (actions: Approved) => void;
  readonly onUndone: (actions: Approved) => void;
  readonly onClose: () => void;
}

/** Decides several actions the same way. Each is shown with its arguments, and afterwards with what became of it. */
export function BatchDialog({
  actions,
  verdict,
  onApproved,
  onUndone,
  onClose,
}: BatchDialogProps): ReactNode {
  const queryClient = useQueryClient();
  // The choice as the person sees it. What the live page learns meanwhile does not change it.
  const [shown] = useState(actions);
  const [reason, setReason] = useState("");
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: (): Promise<ManyDecisionsJson> =>
      client.pendingActions.decideMany({
        decisions: shown.map(({ id, payload_digest: digest }) => ({
          id,
          verdict,
          payload_digest: digest,
          ...(reason.trim() !== "" && { reason: reason.trim() }),
        })),
        surface: "console",
      }),
    onSuccess: ({ decisions }) => {
      for (const { id } of decisions) rememberDecided(id);
      onApproved(approvedOf(decisions));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["pending_action"] }),
  });
  const verb = verdict === "approve" ? "Approve" : "Reject";
  const count = shown.length === 1 ? "this action" : `these ${shown.length} actions`;
  const approved = approvedOf(data?.decisions ?? []);
  const outcomes = new Map(data?.decisions.map((decision) => [decision.id, decision]));
  return (
    <Dialog
      actions={
        data === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              isBusy={isPending}
              kind={verdict === "approve" ? "good" : "bad"}
              onClick={() => mutate()}
            >
              {verb} {shown.length}
            </Button>
          </>
        ) : (
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
      isOpen
      isWide
      onClose={onClose}
      title={data === undefined ? `${verb} ${count}?` : "What became of them"}
    >
      {error !== null && <ErrorState error={error} />}
      <Undo
        actions={approved}
        onUndone={() => {
          onUndone(approved);
          onClose();
        }}
      />
      <ol className={styles["batch"]}>
        {shown.map((action) => {
          const decision = outcomes.get(action.id);
          const words =
            decision === undefined
              ? undefined
              : wordsOfOutcome(decision.outcome, decision.missing, decision.action);
          return (
            <li className={styles["item"]} key={action.id}>
              <strong>
                <UntrustedText most={300} text={action.summary} />
              </strong>
              {words === undefined ? (
                <JsonTree
                  depth={1}
                  label={`Arguments of ${action.display.summary.slice(0, 80)}`}
                  text={action.display.action_payload}
                />
              ) : (
                <p>
                  <Badge tone={words.isGood ? "good" : "bad"}>{words.title}</Badge> {words.detail}
                </p>
              )}
            </li>
          );
        })}
      </ol>
      {data === undefined && (
        <TextInput
          hint="Optional. It is kept with each of them."
          label="Reason"
          maxLength={longestReason}
          onChange={({ target }) => setReason(target.value)}
          value={reason}
        />
      )}
    </Dialog>
  );
}

function approvedOf(decisions: ManyDecisionsJson["decisions"]): Approved {
  return decisions.flatMap(({ outcome, action }) =>
    outcome === "confirmed" && action !== null ? [action] : [],
  );
}
