import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { StateBadge } from "../../components/badge/badge.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { JsonTree } from "../../components/json-tree/json-tree.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { RecordPane } from "../../components/record/record.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { CommandFacts } from "./command-facts.tsx";
import { inputWords } from "./command-words.ts";
import styles from "./commands.module.css";
import { KeptContent } from "./kept-content.tsx";
import { LinkedAction } from "./linked-action.tsx";
import { commandQuery } from "./queries.ts";
import { Transcript } from "./transcript.tsx";

interface CommandProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One command: how it was understood, what it led to, and what of it is kept. */
export function Command({ id, onClose }: CommandProps): ReactNode {
  const { data: command, error, refetch } = useQuery(commandQuery(id));
  if (command === undefined) {
    return (
      <RecordPane closeLabel="Back to the commands" onClose={onClose} title="Command">
        {error === null ? (
          <Loading label="Reading the command" rows={4} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </RecordPane>
    );
  }
  return (
    <RecordPane
      closeLabel="Back to the commands"
      facts={
        <>
          <StateBadge state={command.status} />
          <span>{inputWords[command.input_type]}</span>
          <Time at={command.created_at} />
        </>
      }
      onClose={onClose}
      title={<UntrustedText most={200} text={command.intent_name ?? "No intent was found"} />}
    >
      <LinkedAction command={command} />
      {command.entities !== null && (
        <section className={styles["part"]}>
          <h3>Entities</h3>
          <JsonTree label="Entities" text={JSON.stringify(command.entities)} />
        </section>
      )}
      <section className={styles["part"]}>
        <h3>What is kept</h3>
        <KeptContent command={command} />
        {command.transcript !== null && <Transcript text={command.transcript} />}
      </section>
      <CommandFacts command={command} />
    </RecordPane>
  );
}
