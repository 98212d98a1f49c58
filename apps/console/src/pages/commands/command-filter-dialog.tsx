import { type ReactNode, useState } from "react";
import { given, oneOfParam, textParam } from "../../api/search-params.ts";
import { Button } from "../../components/button/button.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { Select, TextInput } from "../../components/field/field.tsx";
import { Form } from "../../components/field/form.tsx";
import { TimeRange } from "../../components/filters/time-range.tsx";
import { type CommandFilter, profiles } from "./commands-search.ts";
import { asWords } from "./command-words.ts";

interface CommandFilterDialogProps {
  readonly filter: CommandFilter;
  readonly onApply: (filter: CommandFilter) => void;
  readonly onClose: () => void;
}

/** All filters of commands but the status. */
export function CommandFilterDialog({
  filter,
  onApply,
  onClose,
}: CommandFilterDialogProps): ReactNode {
  const [draft, setDraft] = useState<{
    readonly [Name in keyof CommandFilter]?: CommandFilter[Name] | undefined;
  }>(filter);
  const apply = (): void => {
    onApply(
      given<CommandFilter>({
        ...draft,
        intent: textParam(draft.intent?.trim()),
        session: textParam(draft.session?.trim()),
      }),
    );
    onClose();
  };
  return (
    <Dialog
      actions={
        <>
          <Button onClick={() => setDraft(given<CommandFilter>({ status: draft.status }))}>
            Reset
          </Button>
          <Button form="command-filters" kind="primary" type="submit">
            Show commands
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      title="Filters"
    >
      <Form id="command-filters" onSubmit={apply}>
        <TextInput
          hint="The whole name, for example pr.merge."
          label="Intent"
          onChange={({ target }) => setDraft({ ...draft, intent: target.value })}
          value={draft.intent ?? ""}
        />
        <Select
          label="Profile"
          onChange={({ target }) =>
            setDraft({ ...draft, profile: oneOfParam(target.value, profiles) })
          }
          options={[
            { value: "", label: "All profiles" },
            ...profiles.map((value) => ({ value, label: asWords(value) })),
          ]}
          value={draft.profile ?? ""}
        />
        <TextInput
          hint="A conversation. The record of a command has the id of its session."
          label="Session"
          onChange={({ target }) => setDraft({ ...draft, session: target.value })}
          value={draft.session ?? ""}
        />
        <TimeRange
          label="Given"
          onChange={({ since, until }) => setDraft({ ...draft, since, until })}
          value={{ since: draft.since, until: draft.until }}
        />
      </Form>
    </Dialog>
  );
}
