import type { ReactNode } from "react";
import styles from "./field.module.css";

interface FormProps {
  /** For a button elsewhere, which names it. */
  readonly id?: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** Fields that belong together. Enter in one of them does the same as the button. */
export function Form({ id, onSubmit, children }: FormProps): ReactNode {
  return (
    <form
      className={styles["form"]}
      id={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
