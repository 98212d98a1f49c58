import type { EditedActionJson } from "@handsfree/wire/pending-actions";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ShownAction } from "./shown-action.ts";
import { type ReactNode, useMemo, useState } from "react";
import { client } from "../../api/client.ts";
import { Button } from "../../components/button/button.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { DiffView } from "../../components/diff/diff-view.tsx";
import { TextArea, TextInput } from "../../components/field/field.tsx";
import { parseExactly } from "../../components/json-tree/exact-json.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { wordsOfFailure } from "../../decisions/outcome-words.ts";
import { longestReason } from "./reject-dialog.tsx";
import { rememberMade } from "./use-seen.ts";
import styles from "./waiting.module.css";

/** Changes the arguments of an action before it is decided. What changes is shown before it is saved. */
export function EditDialog({
  action,
  onClose,
}: {
  readonly action: ShownAction;
  readonly onClose: () => void;
}): ReactNode {
  const queryClient = useQueryClient();
  // The action as it was when the person began: a live change must not replace what they compare with.
  const [shown] = useState(action);
  const before = useMemo(() => indented(shown.display.action_payload), [shown]);
  const [text, setText] = useState(before);
  const [reason, setReason] = useState("");
  const parsed = useMemo(() => parseExactly(text), [text]);
  const after = parsed.problem === undefined ? JSON.stringify(parsed.value, null, 2) : undefined;
  const { mutate, isPending, error } = useMutation({
    mutationFn: (payload: unknown): Promise<EditedActionJson> =>
      client.pendingActions.edit(shown.id, {
        payload_digest: shown.payload_digest,
        action_payload: payload,
        surface: "console",
        ...(reason.trim() !== "" && { reason: reason.trim() }),
      }),
    onSuccess: ({ action: edited }) => {
      rememberMade(edited.payload_digest);
      showToast({
        kind: "good",
        title: "Edited",
        description: "Earlier approvals are void. Approve it as it is now.",
      });
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["pending_action"] }),
  });
  const refused = error === null ? undefined : wordsOfFailure(error);
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            disabled={after === undefined || after === before}
            isBusy={isPending}
            kind="primary"
            onClick={() => mutate(parsed.value)}
          >
            Save the new version
          </Button>
        </>
      }
      isOpen
      isWide
      onClose={onClose}
      title="Edit the arguments"
    >
      <div className={styles["editor"]}>
        <TextArea
          error={parsed.problem === undefined ? undefined : `This is not JSON: ${parsed.problem}`}
          isCode
          label="Arguments, as JSON"
          onChange={({ target }) => setText(target.value)}
          rows={Math.min(18, text.split("\n").length + 1)}
          value={text}
        />
        <section>
          <h3 className={styles["subtitle"]}>What changes</h3>
          {after === undefined && <p>It shows as soon as the text is JSON.</p>}
          {after === before && <p>Nothing yet.</p>}
          {after !== undefined && after !== before && (
            <DiffView after={after} before={before} label="What changes" />
          )}
        </section>
      </div>
      <TextInput
        hint="Optional."
        label="Reason"
        maxLength={longestReason}
        onChange={({ target }) => setReason(target.value)}
        value={reason}
      />
      {refused !== undefined && (
        <p className={styles["refused"]} role="alert">
          <strong>{refused.title}.</strong> {refused.detail}
        </p>
      )}
    </Dialog>
  );
}

/** JSON with line breaks, and its numbers as they were. */
function indented(text: string): string {
  const { value, problem } = parseExactly(text);
  return problem === undefined ? JSON.stringify(value, null, 2) : text;
}
