import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";
import styles from "./split.module.css";

/**
 * A list and one of its records. With little room only one of the two is shown: the record, if there is one.
 *
 * @param placeholder what stands beside the list until a record is chosen; undefined for a list of no records. An empty
 *   list has the place to itself.
 */
export function Split({
  list,
  detail,
  placeholder,
}: {
  readonly list: ReactNode;
  readonly detail: ReactNode | undefined;
  readonly placeholder: ReactNode | undefined;
}): ReactNode {
  const hasDetail = detail !== undefined;
  const isAlone = !hasDetail && placeholder === undefined;
  return (
    <div className={classNames(styles["split"], isAlone && styles["alone"])}>
      <div className={classNames(styles["list"], hasDetail && styles["behind"])}>{list}</div>
      <div className={classNames(styles["detail"], !hasDetail && styles["behind"])}>
        {detail ?? placeholder}
      </div>
    </div>
  );
}
