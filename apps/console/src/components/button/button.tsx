import type { ComponentProps, ReactNode } from "react";
import { classNames } from "../class-names.ts";
import { Icon, type IconName } from "../icons/icons.tsx";
import { escapeInvisible } from "../untrusted-text/show-invisible.ts";
import styles from "./button.module.css";

interface ButtonProps extends ComponentProps<"button"> {
  /** `good` and `bad` are for decisions. Default `plain`. */
  readonly kind?: "plain" | "primary" | "good" | "bad" | "quiet";
  readonly icon?: IconName | undefined;
  readonly [data: `data-${string}`]: string;
  /** Whether what the button began still runs. It keeps the focus, and does nothing meanwhile. */
  readonly isBusy?: boolean;
}

/** A button with a text, at least 44 pixels high. */
export function Button({
  kind = "plain",
  icon,
  isBusy = false,
  className,
  children,
  onClick,
  ...props
}: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...props}
      aria-busy={isBusy}
      aria-disabled={isBusy || props["aria-disabled"]}
      className={classNames(styles["button"], styles[kind], className)}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      {icon !== undefined && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}

/** A button with a drawing alone. @param label what it does, for everybody who does not see it. */
export function IconButton({
  icon,
  label,
  className,
  ...props
}: Omit<ComponentProps<"button">, "children"> & {
  readonly icon: IconName;
  readonly label: string;
}): ReactNode {
  const name = escapeInvisible(label);
  return (
    <button
      type="button"
      {...props}
      aria-label={name}
      className={classNames(styles["icon"], className)}
      title={name}
    >
      <Icon name={icon} />
    </button>
  );
}
