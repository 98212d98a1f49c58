import type { ShownAction } from "./shown-action.ts";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useState } from "react";
import { Button, IconButton } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { isFocusLost } from "../../components/keyboard/lost-focus.ts";
import { useKeys } from "../../components/keyboard/use-keys.ts";
import { Loading } from "../../components/loading/loading.tsx";
import { useMedia } from "../../components/media/use-media.ts";
import { Page } from "../../components/page/page.tsx";
import { Split } from "../../components/split/split.tsx";
import { showToast } from "../../components/toast/show-toast.ts";
import { useConnection } from "../../live/connection.ts";
import { ListenButton } from "../../spoken/listen-button.tsx";
import { ActionCard } from "./action-card.tsx";
import { ActionRow } from "./action-row.tsx";
import { BatchDialog } from "./batch-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { RejectDialog } from "./reject-dialog.tsx";
import { Undo } from "./undo.tsx";
import { useApproved } from "./use-approved.ts";
import { useChosen } from "./use-chosen.ts";
import { useDecide } from "./use-decide.ts";
import { useMarked } from "./use-marked.ts";
import { useWaiting } from "./use-waiting.ts";
import styles from "./waiting.module.css";

/** After an action has moved, a tap on it in this time, in milliseconds, was meant for another. */
const settling = 400;

type Asking =
  | { readonly about: "reject" | "edit"; readonly action: ShownAction }
  | {
      readonly about: "batch";
      readonly actions: readonly ShownAction[];
      readonly verdict: "approve" | "reject";
    }
  | { readonly about: "help" };

/** The actions that wait for the person. */
export function WaitingPage(): ReactNode {
  const { page, error, refetch, lastMove } = useWaiting();
  const isWide = useMedia("(width >= 1200px)");
  const isOffline = useConnection() === "offline";
  const { approved, remember, forget } = useApproved();
  const { decide, deciding } = useDecide((action) => remember([action]));
  const [asking, setAsking] = useState<Asking>();
  const actions = page?.items ?? [];
  // With little room nothing is marked until a key is used.
  const [current, setCurrentId] = useMarked(actions, isWide);
  const { chosen, choose, clear } = useChosen(actions);

  const show = (action: ShownAction | undefined): void => {
    if (action === undefined) return;
    setCurrentId(action.id);
    requestAnimationFrame(() => {
      shownAt(action.id)?.scrollIntoView({ block: "nearest" });
      shownAt(action.id)?.focus({ preventScroll: true });
    });
  };
  const marked = current?.id;
  // Before the frame is drawn, since the title of the page takes a focus that stays lost.
  useLayoutEffect(() => {
    // The card that had the focus was decided: the keys go on at the marked one.
    if (marked !== undefined && isFocusLost()) {
      shownAt(marked)?.focus({ preventScroll: true });
    }
  });
  /** Marks the action beside one that is being decided, if that is marked or is decided by the keyboard. */
  const markNext = ({ id }: ShownAction): void => {
    const isByKeys = document.activeElement?.matches(":focus-visible") === true;
    if (id !== current?.id && !isByKeys) return;
    const at = actions.findIndex((action) => action.id === id);
    setCurrentId((actions[at + 1] ?? actions[at - 1])?.id);
  };
  const approve = (action: ShownAction): void => {
    if (performance.now() - lastMove(action.id) < settling) {
      showToast({ title: "The list moved just now", description: "Look again, then decide." });
      return;
    }
    decide({ action, verdict: "approve" });
    markNext(action);
  };
  const handlers = {
    onApprove: approve,
    onReject: (action: ShownAction) => setAsking({ about: "reject", action }),
    onEdit: (action: ShownAction) => setAsking({ about: "edit", action }),
  };
  /** Keys do what the buttons of the marked card do, so that one that is disabled stays so. */
  const press = (name: string): void => {
    if (current === undefined) return show(actions[0]);
    const card = document.querySelector(`section[data-action="${CSS.escape(current.id)}"]`);
    card?.querySelector<HTMLButtonElement>(`button[data-decision="${name}"]`)?.click();
  };
  const move = (step: 1 | -1) => (): void => {
    const at = current === undefined ? -1 : actions.indexOf(current);
    show(actions[Math.min(Math.max(at + step, 0), actions.length - 1)]);
  };
  useKeys({
    j: move(1),
    k: move(-1),
    a: () => press("approve"),
    r: () => press("reject"),
    e: () => press("edit"),
    x: () => (current === undefined ? show(actions[0]) : choose(current.id)),
    "?": () => setAsking({ about: "help" }),
  });

  const cardOf = (action: ShownAction): ReactNode => (
    <ActionCard
      action={action}
      choice={
        // Beside the list, the list has it.
        isWide ? undefined : { isChosen: chosen.has(action.id), onChoose: () => choose(action.id) }
      }
      isBusy={deciding === action.id}
      isCurrent={!isWide && action.id === current?.id}
      key={action.id}
      {...handlers}
    />
  );
  const batch = (verdict: "approve" | "reject"): void =>
    setAsking({ about: "batch", verdict, actions: actions.filter(({ id }) => chosen.has(id)) });
  return (
    <Page
      actions={
        <>
          <ListenButton actions={actions} />
          <Link className={styles["all"]} to="/waiting">
            All actions
          </Link>
          <span className={styles["help"]}>
            <IconButton icon="help" label="Keys" onClick={() => setAsking({ about: "help" })} />
          </span>
        </>
      }
      title="Waiting"
    >
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {approved.map((group) => (
        <Undo
          actions={group}
          key={group.map(({ payload_digest: digest }) => digest).join(" ")}
          onUndone={() => forget(group)}
        />
      ))}
      {page === undefined && error === null && <Loading label="Reading what waits" />}
      {page !== undefined && actions.length === 0 && <NothingWaits />}
      {actions.length > 0 && !isWide && (
        <ul className={styles["cards"]}>
          {actions.map((action) => (
            <li key={action.id}>{cardOf(action)}</li>
          ))}
        </ul>
      )}
      {actions.length > 0 && isWide && (
        <Split
          detail={current === undefined ? undefined : cardOf(current)}
          list={
            <ul className={styles["rows"]}>
              {actions.map((action) => (
                <li key={action.id}>
                  <ActionRow
                    action={action}
                    isChosen={chosen.has(action.id)}
                    isCurrent={action.id === current?.id}
                    onChoose={() => choose(action.id)}
                    onOpen={() => setCurrentId(action.id)}
                  />
                </li>
              ))}
            </ul>
          }
          placeholder={undefined}
        />
      )}
      {page !== undefined && page.next_cursor !== null && (
        <p className={styles["note"]}>
          Only the {actions.length} oldest are shown. Others come as you decide.
        </p>
      )}
      {actions.length > 0 && (
        <p className={styles["below"]}>
          <Link to="/waiting">Show all actions</Link>
        </p>
      )}
      {chosen.size > 0 && (
        <div aria-label="Chosen actions" className={styles["batchBar"]} role="group">
          <span aria-live="polite">{chosen.size} chosen</span>
          <Button disabled={isOffline} icon="check" kind="good" onClick={() => batch("approve")}>
            Approve…
          </Button>
          <Button disabled={isOffline} icon="close" kind="bad" onClick={() => batch("reject")}>
            Reject…
          </Button>
          <IconButton icon="close" label="Choose none" onClick={clear} />
        </div>
      )}
      {asking?.about === "reject" && (
        <RejectDialog
          action={asking.action}
          onClose={() => setAsking(undefined)}
          onReject={(reason) => {
            decide({ action: asking.action, verdict: "reject", reason });
            markNext(asking.action);
          }}
        />
      )}
      {asking?.about === "edit" && (
        <EditDialog action={asking.action} onClose={() => setAsking(undefined)} />
      )}
      {asking?.about === "batch" && (
        <BatchDialog
          actions={asking.actions}
          onApproved={remember}
          onUndone={forget}
          onClose={() => {
            setAsking(undefined);
            clear();
          }}
          verdict={asking.verdict}
        />
      )}
      {asking?.about === "help" && <HelpDialog onClose={() => setAsking(undefined)} />}
    </Page>
  );
}

/** The card of an action, or its row in the list beside the card. */
function shownAt(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-action="${CSS.escape(id)}"]`);
}

function NothingWaits(): ReactNode {
  return (
    <EmptyState
      actions={<Link to="/waiting">Show all actions</Link>}
      icon="check"
      title="Nothing waits for you"
    >
      What a service or a person proposes shows here as soon as it is proposed. Leave the page open,
      or come back when you are called.
    </EmptyState>
  );
}
