import { type ReactNode, useState } from "react";
import { given, textParam } from "../../api/search-params.ts";
import { Button } from "../../components/button/button.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { Select, TextInput } from "../../components/field/field.tsx";
import { Form } from "../../components/field/form.tsx";
import { TimeRange } from "../../components/filters/time-range.tsx";
import type { InboxFilter } from "./inbox-search.ts";

interface InboxFilterDialogProps {
  readonly filter: InboxFilter;
  readonly onApply: (filter: InboxFilter) => void;
  readonly onClose: () => void;
}

/** All filters of deliveries but the state. */
export function InboxFilterDialog({ filter, onApply, onClose }: InboxFilterDialogProps): ReactNode {
  const [draft, setDraft] = useState<{
    readonly [Name in keyof InboxFilter]?: InboxFilter[Name] | undefined;
  }>(filter);
  const apply = (): void => {
    onApply(
      given<InboxFilter>({
        ...draft,
        source: textParam(draft.source?.trim()),
        type: textParam(draft.type?.trim()),
        delivery: textParam(draft.delivery?.trim()),
      }),
    );
    onClose();
  };
  return (
    <Dialog
      actions={
        <>
          <Button onClick={() => setDraft(given<InboxFilter>({ state: draft.state }))}>
            Reset
          </Button>
          <Button form="inbox-filters" kind="primary" type="submit">
            Show deliveries
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      title="Filters"
    >
      <Form id="inbox-filters" onSubmit={apply}>
        <TextInput
          label="Source"
          onChange={({ target }) => setDraft({ ...draft, source: target.value })}
          placeholder="github"
          value={draft.source ?? ""}
        />
        <TextInput
          label="Event type"
          onChange={({ target }) => setDraft({ ...draft, type: target.value })}
          placeholder="pull_request"
          value={draft.type ?? ""}
        />
        <TextInput
          hint="As the sender names the delivery, for example in GitHub's list of recent deliveries."
          label="Delivery id"
          onChange={({ target }) => setDraft({ ...draft, delivery: target.value })}
          value={draft.delivery ?? ""}
        />
        <Select
          label="Signature"
          onChange={({ target }) =>
            setDraft({
              ...draft,
              signature: target.value === "" ? undefined : (target.value as "valid" | "forged"),
            })
          }
          options={[
            { value: "", label: "Valid and forged" },
            { value: "valid", label: "Valid" },
            { value: "forged", label: "Forged" },
          ]}
          value={draft.signature ?? ""}
        />
        <TimeRange
          label="Received"
          onChange={({ since, until }) => setDraft({ ...draft, since, until })}
          value={{ since: draft.since, until: draft.until }}
        />
      </Form>
    </Dialog>
  );
}
