import { type ReactNode, useState } from "react";
import { Button } from "../button/button.tsx";
import { Copy } from "../copy/copy.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { Checkbox } from "../field/field.tsx";
import styles from "./shown-once.module.css";

/**
 * A secret that the server shows once. Only its own button closes the dialog, and only after the person has said that
 * they have kept the secret.
 */
export function ShownOnce({
  title,
  description,
  name,
  text,
  onClose,
}: {
  readonly title: ReactNode;
  readonly description: ReactNode;
  /** What is shown, for example `the key`. */
  readonly name: string;
  /** The secret; undefined while there is none to show. */
  readonly text: string | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const [isKept, setKept] = useState(false);
  return (
    <Dialog
      actions={
        <Button
          disabled={!isKept}
          kind="primary"
          onClick={() => {
            setKept(false);
            onClose();
          }}
        >
          Done
        </Button>
      }
      description={description}
      isOpen={text !== undefined}
      isSticky
      onClose={onClose}
      title={title}
    >
      <div className={styles["secret"]}>
        <code className={styles["text"]} dir="ltr">
          {text}
        </code>
        <Copy isSmall={false} label={name} text={text ?? ""} />
      </div>
      <Checkbox
        checked={isKept}
        label={`I have saved ${name}`}
        onChange={({ target }) => setKept(target.checked)}
      />
    </Dialog>
  );
}
