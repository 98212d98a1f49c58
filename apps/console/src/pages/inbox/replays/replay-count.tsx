import type { ReplayCountJson } from "@handsfree/wire/webhooks";
import type { ReactNode } from "react";
import { Note } from "../../../components/note/note.tsx";

/** How many deliveries a replay would take. */
export function ReplayCount({
  count,
  hasStates,
}: {
  readonly count: ReplayCountJson | undefined;
  readonly hasStates: boolean;
}): ReactNode {
  return (
    <div aria-live="polite">
      {hasStates ? <Counted count={count} /> : <Note title="Choose a state at least" />}
    </div>
  );
}

function Counted({ count }: { readonly count: ReplayCountJson | undefined }): ReactNode {
  if (count === undefined) return <Note title="Counting…" />;
  const { events, payload_removed: removed } = count;
  const number = events.toLocaleString("en");
  const words = events === 1 ? "1 delivery matches" : `${number} deliveries match`;
  return (
    <Note title={events === 0 ? "No delivery matches" : words}>
      {removed > 0 && (
        <p>
          {removed.toLocaleString("en")} more {removed === 1 ? "is" : "are"} left alone, since the
          bodies are gone.
        </p>
      )}
    </Note>
  );
}
