import type { ShownAction } from "./shown-action.ts";
import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { TextArea } from "../../components/field/field.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";

/** The longest reason that the server takes, in characters. */
export const longestReason = 1000;

interface RejectDialogProps {
  readonly action: ShownAction;
  readonly onReject: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks whether an action is rejected, and why. Who proposed it reads the reason. */
export function RejectDialog({ action, onReject, onClose }: RejectDialogProps): ReactNode {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>Keep it waiting</Button>
          <Button
            kind="bad"
            onClick={() => {
              onReject(reason.trim());
              onClose();
            }}
          >
            Reject
          </Button>
        </>
      }
      description={<UntrustedText most={300} text={action.summary} />}
      isOpen
      onClose={onClose}
      title="Reject this action?"
    >
      <TextArea
        hint="Optional. Who proposed it reads this."
        label="Reason"
        maxLength={longestReason}
        onChange={({ target }) => setReason(target.value)}
        value={reason}
      />
    </Dialog>
  );
}
