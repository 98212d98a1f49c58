import type { ComponentProps, ReactNode } from "react";
import { classNames } from "../class-names.ts";
import styles from "./card.module.css";

/** A surface with an edge. */
export function Card({
  className,
  ...props
}: ComponentProps<"section"> & { readonly [data: `data-${string}`]: string }): ReactNode {
  return <section {...props} className={classNames(styles["card"], className)} />;
}

/** The members of a record, each with its name. Rows without a value are left out. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [name: string, value: ReactNode])[];
}): ReactNode {
  return (
    <dl className={styles["facts"]}>
      {rows
        .filter(([, value]) => value !== undefined && value !== null && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
