import type { ReactNode } from "react";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";

/** Asks whether to lock somebody out, or to let them in again. */
export function LockDialog({
  name,
  what,
  note,
  isDisabled,
  isOpen,
  onClose,
  run,
}: {
  readonly name: ReactNode;
  /** What stops working, for example `keys`. */
  readonly what: string;
  /** What else to know before. */
  readonly note?: string | undefined;
  readonly isDisabled: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly run: () => Promise<void>;
}): ReactNode {
  return (
    <ActionDialog
      description={
        isDisabled
          ? `The ${what} that have not ended meanwhile work again.`
          : `All of their ${what} stop working at once, until an admin enables them again. ${note ?? ""}`
      }
      isOpen={isOpen}
      kind={isDisabled ? "primary" : "bad"}
      onClose={onClose}
      run={run}
      submit={isDisabled ? "Enable" : "Disable"}
      title={
        <>
          {isDisabled ? "Enable" : "Disable"} {name}
        </>
      }
    />
  );
}
