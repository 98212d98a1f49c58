import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "../class-names.ts";
import styles from "./field.module.css";

interface Labelled {
  readonly label: string;
  /** What to know before one writes. */
  readonly hint?: ReactNode;
  /** What is wrong with the value, and the way out. */
  readonly error?: string | undefined;
  /** Whether the label is for screen readers alone, where the place says what the field is. */
  readonly hasHiddenLabel?: boolean;
}

interface FieldProps extends Labelled {
  readonly children: (control: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": boolean;
    readonly className: string | undefined;
  }) => ReactNode;
}

/** A control with its label, its hint and its error. */
function Field({ label, hint, error, hasHiddenLabel, children }: FieldProps): ReactNode {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={styles["field"]}>
      <label className={classNames(hasHiddenLabel === true && "visually-hidden")} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        "aria-describedby": note === undefined ? undefined : `${id}-note`,
        "aria-invalid": error !== undefined,
        className: styles["control"],
      })}
      {note !== undefined && (
        <p
          className={error === undefined ? styles["hint"] : styles["error"]}
          id={`${id}-note`}
          role={error === undefined ? undefined : "alert"}
        >
          {note}
        </p>
      )}
    </div>
  );
}

/** A field for one line. */
export function TextInput({
  label,
  hint,
  error,
  hasHiddenLabel = false,
  ...props
}: Labelled & ComponentProps<"input">): ReactNode {
  return (
    <Field error={error} hasHiddenLabel={hasHiddenLabel} hint={hint} label={label}>
      {(control) => <input dir="auto" {...props} {...control} />}
    </Field>
  );
}

/** A field for several lines. @param isCode whether it holds code, such as JSON. */
export function TextArea({
  label,
  hint,
  error,
  hasHiddenLabel = false,
  isCode = false,
  ...props
}: Labelled & ComponentProps<"textarea"> & { readonly isCode?: boolean }): ReactNode {
  return (
    <Field error={error} hasHiddenLabel={hasHiddenLabel} hint={hint} label={label}>
      {(control) => (
        <textarea
          dir={isCode ? "ltr" : "auto"}
          spellCheck={!isCode}
          {...props}
          {...control}
          className={classNames(control.className, isCode && styles["code"])}
        />
      )}
    </Field>
  );
}

/** A choice of a few. It is the browser's own, which is good on phones. */
export function Select({
  label,
  hint,
  error,
  hasHiddenLabel = false,
  options,
  ...props
}: Labelled &
  ComponentProps<"select"> & {
    readonly options: readonly { readonly value: string; readonly label: string }[];
  }): ReactNode {
  return (
    <Field error={error} hasHiddenLabel={hasHiddenLabel} hint={hint} label={label}>
      {(control) => (
        <select {...props} {...control}>
          {options.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A yes or no. */
export function Checkbox({
  label,
  hasHiddenLabel = false,
  ...props
}: Omit<ComponentProps<"input">, "type"> & {
  readonly label: ReactNode;
  readonly hasHiddenLabel?: boolean;
}): ReactNode {
  return (
    <label className={styles["checkbox"]}>
      <input {...props} type="checkbox" />
      <span className={classNames(hasHiddenLabel && "visually-hidden")}>{label}</span>
    </label>
  );
}
