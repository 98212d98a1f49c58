import type { ReactNode } from "react";
import { Checkbox, Select, TextInput } from "../field/field.tsx";
import { TimeRange } from "./time-range.tsx";

/** The filters of a list, by their names in the address. */
export type FilterValues = Readonly<Record<string, string | undefined>>;

interface Named {
  /** In the address. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

/** A filter that a person can set. */
export type FilterField =
  | (Named & { readonly kind: "text"; readonly placeholder?: string })
  | (Named & {
      readonly kind: "choice";
      readonly options: readonly { readonly value: string; readonly label: string }[];
      /** The choice that filters nothing, for example `All states`. */
      readonly all: string;
    })
  | (Named & { readonly kind: "flag" })
  /** A range of time: `since` and `until` in the address. */
  | { readonly kind: "times"; readonly label: string };

/** The names that a filter has in the address. */
export function namesOf(field: FilterField): readonly string[] {
  return field.kind === "times" ? ["since", "until"] : [field.name];
}

/** The control by which a person sets a filter. @param hasHiddenLabel whether its choice that filters nothing says what it is. */
export function FilterControl({
  field,
  values,
  onChange,
  hasHiddenLabel = false,
}: {
  readonly field: FilterField;
  readonly values: FilterValues;
  readonly onChange: (change: FilterValues) => void;
  readonly hasHiddenLabel?: boolean;
}): ReactNode {
  if (field.kind === "times") {
    return (
      <TimeRange
        label={field.label}
        onChange={({ since, until }) => onChange({ since, until })}
        value={{ since: values["since"], until: values["until"] }}
      />
    );
  }
  const { name, label, hint } = field;
  const value = values[name];
  const set = (text: string): void => onChange({ [name]: text === "" ? undefined : text });
  switch (field.kind) {
    case "flag":
      return (
        <Checkbox
          checked={value !== undefined}
          label={label}
          onChange={({ target }) => set(target.checked ? "yes" : "")}
        />
      );
    case "choice":
      return (
        <Select
          hasHiddenLabel={hasHiddenLabel}
          hint={hint}
          label={label}
          onChange={({ target }) => set(target.value)}
          options={[{ value: "", label: field.all }, ...field.options]}
          value={value ?? ""}
        />
      );
    default:
      return (
        <TextInput
          hint={hint}
          label={label}
          onChange={({ target }) => set(target.value)}
          placeholder={field.placeholder}
          value={value ?? ""}
        />
      );
  }
}
