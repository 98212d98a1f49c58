import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { Page } from "../../components/page/page.tsx";
import { ListWithRecord } from "../../components/record-list/list-with-record.tsx";
import { CommandFilters } from "./command-filters.tsx";
import { CommandList } from "./command-list.tsx";
import { Command } from "./command.tsx";
import { KeptDialog } from "./kept-dialog.tsx";
import { useCommands } from "./use-commands.ts";

/** What people said or typed, how it was understood, and what of it is kept. */
export function CommandsPage(): ReactNode {
  const address = useCommands();
  const [isAsking, setAsking] = useState(false);
  return (
    <Page
      actions={
        <Button icon="help" onClick={() => setAsking(true)}>
          What is kept
        </Button>
      }
      title="Commands"
    >
      <ListWithRecord
        address={address}
        icon="commands"
        list={(onOpen) => (
          <>
            <CommandFilters />
            <CommandList onOpen={onOpen} />
          </>
        )}
        record={(id, onClose) => <Command id={id} key={id} onClose={onClose} />}
        title="No command is open"
      >
        Choose one to see how it was understood, and what of it is kept.
      </ListWithRecord>
      {isAsking && <KeptDialog onClose={() => setAsking(false)} />}
    </Page>
  );
}
