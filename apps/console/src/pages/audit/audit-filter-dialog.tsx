import { type ReactNode, useState } from "react";
import { given, textParam } from "../../api/search-params.ts";
import { Button } from "../../components/button/button.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { Checkbox, Select, TextInput } from "../../components/field/field.tsx";
import { Form } from "../../components/field/form.tsx";
import { TimeRange } from "../../components/filters/time-range.tsx";
import type { AuditFilter } from "./audit-search.ts";

interface AuditFilterDialogProps {
  readonly filter: AuditFilter;
  readonly isAuditor: boolean;
  readonly onApply: (filter: AuditFilter) => void;
  readonly onClose: () => void;
}

/** All filters of records but the search and the actor, who is chosen at a record. */
export function AuditFilterDialog({
  filter,
  isAuditor,
  onApply,
  onClose,
}: AuditFilterDialogProps): ReactNode {
  const [draft, setDraft] = useState<{
    readonly [Name in keyof AuditFilter]?: AuditFilter[Name] | undefined;
  }>(filter);
  const apply = (): void => {
    onApply(
      given<AuditFilter>({
        ...draft,
        type: textParam(draft.type?.trim()),
        target: textParam(draft.target?.trim()),
      }),
    );
    onClose();
  };
  return (
    <Dialog
      actions={
        <>
          <Button onClick={() => setDraft(given<AuditFilter>({ q: draft.q }))}>Reset</Button>
          <Button form="audit-filters" kind="primary" type="submit">
            Show records
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      title="Filters"
    >
      <Form id="audit-filters" onSubmit={apply}>
        <TextInput
          hint="The whole type. To find a part of it, use the search."
          label="Type"
          onChange={({ target }) => setDraft({ ...draft, type: target.value })}
          placeholder="pending_action.confirmed"
          value={draft.type ?? ""}
        />
        <TextInput
          label="Target"
          onChange={({ target }) => setDraft({ ...draft, target: target.value })}
          placeholder="owner/name#12"
          value={draft.target ?? ""}
        />
        <Select
          label="Outcome"
          onChange={({ target }) =>
            setDraft({
              ...draft,
              outcome: target.value === "" ? undefined : (target.value as "ok" | "failed"),
            })
          }
          options={[
            { value: "", label: "Ok and failed" },
            { value: "ok", label: "Ok" },
            { value: "failed", label: "Failed" },
          ]}
          value={draft.outcome ?? ""}
        />
        <TimeRange
          label="Recorded"
          onChange={({ since, until }) => setDraft({ ...draft, since, until })}
          value={{ since: draft.since, until: draft.until }}
        />
        {isAuditor && (
          <Checkbox
            checked={draft.own === "yes"}
            label="Only what was done in my name"
            onChange={({ target }) =>
              setDraft({ ...draft, own: target.checked ? "yes" : undefined })
            }
          />
        )}
      </Form>
    </Dialog>
  );
}
