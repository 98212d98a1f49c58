import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { client } from "../../../api/client.ts";
import { Button } from "../../../components/button/button.tsx";
import { Dialog } from "../../../components/dialog/dialog.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Checkbox, TextInput } from "../../../components/field/field.tsx";
import { Form } from "../../../components/field/form.tsx";
import { TimeRange } from "../../../components/filters/time-range.tsx";
import { showToast } from "../../../components/toast/show-toast.ts";
import type { InboxFilter } from "../inbox-search.ts";
import { useInbox } from "../use-inbox.ts";
import { ReplayCount } from "./replay-count.tsx";
import {
  draftOf,
  filterOfDraft,
  problemOfRate,
  type ReplayDraft,
  replayableStates,
} from "./replay-request.ts";
import styles from "./replays.module.css";

/** Asks which deliveries become due again, and says how many these are before anything happens. */
export function ReplayDialog({
  filter,
  onClose,
}: {
  readonly filter: InboxFilter;
  readonly onClose: () => void;
}): ReactNode {
  const { change } = useInbox();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(filter));
  // A repetition after a broken connection goes on with the same replay.
  const [id] = useState(() => crypto.randomUUID());
  const asked = useDeferredValue(filterOfDraft(draft));
  const hasStates = draft.states.length > 0;
  const count = useQuery({
    queryKey: ["webhook_event", "replay count", asked],
    queryFn: ({ signal }) => countReplay(asked, signal),
    placeholderData: keepPreviousData,
    enabled: hasStates,
    gcTime: 0,
  });
  const events = hasStates ? count.data?.events : 0;
  const start = useMutation({
    mutationFn: () => startReplay(id, draft),
    onSuccess: (replay) => {
      showToast({ kind: "good", title: `${plural(replay.marked)} made due again` });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["webhook_replay"] }),
  });
  const begin = (): void => {
    start.mutate();
    // Its progress is in the list, also while it is being asked for.
    change({ list: "replays", id: undefined, part: undefined });
    onClose();
  };
  const rateProblem = problemOfRate(draft.rate);
  const canBegin = events !== undefined && events > 0 && rateProblem === undefined;
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button disabled={!canBegin || count.isPlaceholderData} kind="primary" onClick={begin}>
            {events === undefined ? "Replay" : `Replay ${plural(events)}`}
          </Button>
        </>
      }
      description="All deliveries that match become due again, and workers get them once more. Their work can then have its effects a second time."
      isOpen
      onClose={onClose}
      title="Replay deliveries"
    >
      <Form onSubmit={() => undefined}>
        <TextInput
          label="Source"
          onChange={({ target }) => setDraft({ ...draft, source: target.value })}
          placeholder="All sources"
          value={draft.source}
        />
        <TextInput
          label="Event type"
          onChange={({ target }) => setDraft({ ...draft, type: target.value })}
          placeholder="All types"
          value={draft.type}
        />
        <fieldset className={styles["states"]}>
          <legend>States</legend>
          {replayableStates.map((state) => (
            <Checkbox
              checked={draft.states.includes(state)}
              key={state}
              label={state}
              onChange={({ target }) =>
                setDraft({
                  ...draft,
                  states: replayableStates.filter((each) =>
                    each === state ? target.checked : draft.states.includes(each),
                  ),
                })
              }
            />
          ))}
        </fieldset>
        <TimeRange
          label="Received"
          onChange={({ since, until }) => setDraft({ ...draft, since, until })}
          value={draft}
        />
        <TextInput
          error={rateProblem}
          hint="Leave it empty to make all due at once."
          inputMode="decimal"
          label="Deliveries a second"
          onChange={({ target }) => setDraft({ ...draft, rate: target.value })}
          value={draft.rate}
        />
        <TextInput
          hint="It is kept in the history of each delivery."
          label="Reason (optional)"
          maxLength={1000}
          onChange={({ target }) => setDraft({ ...draft, reason: target.value })}
          value={draft.reason}
        />
      </Form>
      {count.error !== null && (
        <ErrorState error={count.error} onRetry={() => void count.refetch()} />
      )}
      <ReplayCount count={hasStates ? count.data : undefined} hasStates={hasStates} />
    </Dialog>
  );
}

async function countReplay(filter: ReplayDraftFilter, signal: AbortSignal) {
  const body = { filter, dry_run: true };
  const answer = await client.request("POST /v1/webhook-replays", { body, signal });
  if (!("dry_run" in answer)) throw new TypeError("the server began a replay in place of a count");
  return answer;
}

async function startReplay(id: string, draft: ReplayDraft) {
  const rate = draft.rate.trim() === "" ? {} : { events_per_second: Number(draft.rate) };
  const reason = draft.reason.trim() === "" ? {} : { reason: draft.reason.trim() };
  const answer = await client.request("POST /v1/webhook-replays", {
    body: { id, filter: filterOfDraft(draft), ...rate, ...reason },
    // It answers when all are due, which takes minutes for a million.
    timeout: 600_000,
  });
  if ("dry_run" in answer) throw new TypeError("the server counted in place of a replay");
  return answer;
}

type ReplayDraftFilter = ReturnType<typeof filterOfDraft>;

function plural(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "delivery" : "deliveries"}`;
}
