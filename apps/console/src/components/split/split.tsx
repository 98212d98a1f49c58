import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";
import styles from "./split.module.css";

/**
 * A list and one of its records. With little room only one of the two is shown: the record, if there is one.
 *
 * @param placeholder what stands beside the list until a record is chosen. An empty list has the place to itself.
 */
export function Split({
  list,
  detail,
  placeholder,
}: {
  readonly list: ReactNode;
  readonly detail: ReactNode | undefined;
  readonly placeholder: ReactNode;
}): ReactNode {
  const hasDetail = detail !== undefined;
  return (
    <div className={styles["split"]}>
      <div className={classNames(styles["list"], hasDetail && styles["behind"])}>{list}</div>
      <div className={classNames(styles["detail"], !hasDetail && styles["behind"])}>
        {detail ?? placeholder}
      </div>
    </div>
  );
}
