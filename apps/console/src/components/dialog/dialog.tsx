import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";
import { classNames } from "../class-names.ts";
import { IconButton } from "../button/button.tsx";
import styles from "./dialog.module.css";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** The buttons at the end, the main one last. */
  readonly actions?: ReactNode;
  /** Default: 520 pixels at most. */
  readonly isWide?: boolean;
  /** Whether only its own buttons close it, since what it shows is shown once. Default false. */
  readonly isSticky?: boolean;
  /** The control that has the focus when the dialog opens. Default: the first one. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children?: ReactNode;
}

/** A question above the page: a sheet at the bottom on a phone, and a window in the middle elsewhere. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  actions,
  isWide = false,
  isSticky = false,
  initialFocus,
  children,
}: DialogProps): ReactNode {
  return (
    <Base.Root
      onOpenChange={(open, details) => {
        if (isSticky) details.cancel();
        else if (!open) onClose();
      }}
      open={isOpen}
    >
      <Base.Portal>
        <Base.Backdrop className={styles["backdrop"]} />
        <Base.Popup
          className={classNames(styles["popup"], isWide && styles["wide"])}
          {...(initialFocus !== undefined && { initialFocus })}
        >
          <header className={styles["header"]}>
            <Base.Title className={styles["title"]}>{title}</Base.Title>
            {!isSticky && <Base.Close render={<IconButton icon="close" label="Close" />} />}
          </header>
          <div className={styles["body"]}>
            {description !== undefined && (
              <Base.Description className={styles["description"]}>{description}</Base.Description>
            )}
            {children}
          </div>
          {actions !== undefined && <footer className={styles["actions"]}>{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
