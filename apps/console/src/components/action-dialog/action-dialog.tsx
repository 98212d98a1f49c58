import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { Button } from "../button/button.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { ErrorState } from "../error-state/error-state.tsx";
import styles from "./action-dialog.module.css";

interface ActionDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Names the thing and the act, for example `Revoke the key laptop`. */
  readonly title: ReactNode;
  /** The consequences of the act. */
  readonly description?: ReactNode;
  /** The label of the button that carries out the act. */
  readonly submit: string;
  /** `bad` for an act that cannot be undone or that ends the access of a person. Default `primary`. */
  readonly kind?: "primary" | "bad";
  /** Does it. The dialog closes when it has ended, and shows why if it fails. */
  readonly run: () => Promise<unknown>;
  readonly isWide?: boolean;
  /** Whether what was given is not enough yet. Default false. */
  readonly isIncomplete?: boolean;
  /** The fields. */
  readonly children?: ReactNode;
}

/** A question whose answer changes something on the server: a form, or only whether to do it. */
export function ActionDialog({
  isOpen,
  onClose,
  title,
  description,
  submit,
  kind = "primary",
  run,
  isWide = false,
  isIncomplete = false,
  children,
}: ActionDialogProps): ReactNode {
  const form = useId();
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: run,
    onSuccess: () => close(),
  });
  const close = (): void => {
    reset();
    onClose();
  };
  return (
    <Dialog
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button disabled={isIncomplete} form={form} isBusy={isPending} kind={kind} type="submit">
            {submit}
          </Button>
        </>
      }
      description={description}
      isOpen={isOpen}
      isWide={isWide}
      onClose={close}
      title={title}
    >
      <form
        className={styles["form"]}
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending && !isIncomplete) mutate();
        }}
      >
        {children}
        {error !== null && (
          <div className={styles["failure"]} ref={showFailure}>
            <ErrorState error={error} />
          </div>
        )}
      </form>
    </Dialog>
  );
}

/** A failure stands at the end of the fields, which can be far below what is seen. A field that it is about comes first. */
function showFailure(failure: HTMLElement | null): void {
  const field = failure?.closest("form")?.querySelector<HTMLElement>("[aria-invalid=true]");
  if (field) field.focus();
  else failure?.scrollIntoView({ block: "nearest" });
}
