import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button } from "../button/button.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { ErrorState } from "../error-state/error-state.tsx";
import { TextInput } from "../field/field.tsx";

interface AskDialogProps {
  readonly title: ReactNode;
  /** What happens to what. */
  readonly description: ReactNode;
  /** The words of the button that does it. */
  readonly confirm: string;
  /** `bad` is for what cannot be taken back. Default `primary`. */
  readonly kind?: "primary" | "bad";
  /** Whether a reason may be given, which goes on record. Default false. */
  readonly hasReason?: boolean;
  readonly act: (reason: string | undefined) => Promise<unknown>;
  /** After success as well as after "Cancel". */
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Asks once before something that others notice, and shows why it failed if it did. Drawn only while it asks. */
export function AskDialog({
  title,
  description,
  confirm,
  kind = "primary",
  hasReason = false,
  act,
  onClose,
  children,
}: AskDialogProps): ReactNode {
  const [reason, setReason] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => act(reason.trim() === "" ? undefined : reason.trim()),
    onSuccess: onClose,
  });
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button isBusy={isPending} kind={kind} onClick={() => mutate()}>
            {confirm}
          </Button>
        </>
      }
      description={description}
      isOpen
      onClose={onClose}
      title={title}
    >
      {children}
      {hasReason && (
        <TextInput
          hint="It is kept in the history."
          label="Reason (optional)"
          maxLength={1000}
          onChange={({ target }) => setReason(target.value)}
          value={reason}
        />
      )}
      {error !== null && <ErrorState error={error} />}
    </Dialog>
  );
}
