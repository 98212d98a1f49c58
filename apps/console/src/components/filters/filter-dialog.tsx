import { type ReactNode, useId, useState } from "react";
import { Button } from "../button/button.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { Form } from "../field/form.tsx";
import { isReversed } from "./time-range.tsx";
import { FilterControl, type FilterField, type FilterValues, namesOf } from "./filter-field.tsx";

/** The filters of a list that are not at hand. Drawn only while it asks. @param label what the list is of, for example `deliveries`. */
export function FilterDialog({
  fields,
  filter,
  label,
  onApply,
  onClose,
}: {
  readonly fields: readonly FilterField[];
  readonly filter: FilterValues;
  readonly label: string;
  readonly onApply: (filter: FilterValues) => void;
  readonly onClose: () => void;
}): ReactNode {
  const form = useId();
  const [draft, setDraft] = useState(filter);
  const isWrong = isReversed({ since: draft["since"], until: draft["until"] });
  const apply = (): void => {
    if (isWrong) return;
    const trimmed = Object.entries(draft).map(([name, value]) => [name, value?.trim()] as const);
    onApply(Object.fromEntries(trimmed));
    onClose();
  };
  // The filter at hand stays: the dialog does not show it.
  const none = Object.fromEntries(fields.flatMap(namesOf).map((name) => [name, undefined]));
  return (
    <Dialog
      actions={
        <>
          <Button onClick={() => setDraft({ ...draft, ...none })}>Reset</Button>
          <Button disabled={isWrong} form={form} kind="primary" type="submit">
            Show {label}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      title="Filters"
    >
      <Form id={form} onSubmit={apply}>
        {fields.map((field) => (
          <FilterControl
            field={field}
            key={field.label}
            onChange={(change) => setDraft({ ...draft, ...change })}
            values={draft}
          />
        ))}
      </Form>
    </Dialog>
  );
}
