import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Page } from "../../components/page/page.tsx";
import { useListPlace } from "../../components/record/use-list-place.ts";
import { Split } from "../../components/split/split.tsx";
import { CommandFilters } from "./command-filters.tsx";
import { CommandList } from "./command-list.tsx";
import { Command } from "./command.tsx";
import { KeptDialog } from "./kept-dialog.tsx";
import { useCommands } from "./use-commands.ts";

/** What people said or typed, how it was understood, and what of it is kept. */
export function CommandsPage(): ReactNode {
  const { search, change } = useCommands();
  const place = useListPlace();
  const [isAsking, setAsking] = useState(false);
  const { id } = search;
  const close = (): void => {
    change({ id: undefined });
    place.comeBack();
  };
  return (
    <Page
      actions={
        <Button icon="help" onClick={() => setAsking(true)}>
          What is kept
        </Button>
      }
      title="Commands"
    >
      <Split
        detail={id === undefined ? undefined : <Command id={id} key={id} onClose={close} />}
        list={
          <>
            <CommandFilters />
            <CommandList onOpen={place.leave} />
          </>
        }
        placeholder={
          <EmptyState icon="commands" title="No command is open">
            Choose one to see how it was understood, and what of it is kept.
          </EmptyState>
        }
      />
      {isAsking && <KeptDialog onClose={() => setAsking(false)} />}
    </Page>
  );
}
