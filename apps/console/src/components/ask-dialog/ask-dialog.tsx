import { type ReactNode, useState } from "react";
import { ActionDialog } from "../action-dialog/action-dialog.tsx";
import { TextInput } from "../field/field.tsx";

interface AskDialogProps {
  readonly title: ReactNode;
  /** The title: the act and the thing that it changes. */
  readonly description: ReactNode;
  /** The words of the button that does it. */
  readonly confirm: string;
  /** `bad` is for what cannot be taken back. Default `primary`. */
  readonly kind?: "primary" | "bad";
  /** Does it. @param reason undefined if the person gave none. */
  readonly act: (reason: string | undefined) => Promise<unknown>;
  /** After success as well as after "Cancel". */
  readonly onClose: () => void;
}

/** Asks once before something that goes on record, with a reason for it. Drawn only while it asks. */
export function AskDialog({
  title,
  description,
  confirm,
  kind = "primary",
  act,
  onClose,
}: AskDialogProps): ReactNode {
  const [reason, setReason] = useState("");
  return (
    <ActionDialog
      description={description}
      isOpen
      kind={kind}
      onClose={onClose}
      run={() => act(reason.trim() === "" ? undefined : reason.trim())}
      submit={confirm}
      title={title}
    >
      <TextInput
        hint="It is kept in the history."
        label="Reason (optional)"
        maxLength={1000}
        onChange={({ target }) => setReason(target.value)}
        value={reason}
      />
    </ActionDialog>
  );
}
