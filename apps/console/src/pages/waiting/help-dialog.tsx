import type { ReactNode } from "react";
import { Dialog } from "../../components/dialog/dialog.tsx";
import styles from "./waiting.module.css";

const keys = [
  ["J", "The next action"],
  ["K", "The one before"],
  ["A", "Approve the marked action"],
  ["R", "Reject it; asks for a reason"],
  ["E", "Edit its arguments, where that is allowed"],
  ["X", "Choose it, to decide several at once"],
  ["?", "This help"],
] as const;

/** The keys of the page. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog isOpen onClose={onClose} title="Keys">
      <dl className={styles["keys"]}>
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
