import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import type { ReactNode } from "react";
import { Button } from "../../components/button/button.tsx";
import { useNow } from "../../components/time/clock.ts";
import { timeLeft } from "../../components/time/relative.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { type Approved, withGrace } from "./use-approved.ts";
import { useTakeBack } from "./use-take-back.ts";
import styles from "./waiting.module.css";

/** Takes approvals back while that is possible, and says for how long. Otherwise there is nothing. */
export function Undo({
  actions,
  onUndone,
}: {
  readonly actions: Approved;
  /** Called once the server has answered for each of them. */
  readonly onUndone?: (() => void) | undefined;
}): ReactNode {
  const now = useNow(1000);
  const { mutate, isPending, isSuccess } = useTakeBack(onUndone);
  const open = withGrace(actions).filter((action) => graceEnd(action) > now);
  const [first] = open.toSorted((a, b) => graceEnd(a) - graceEnd(b));
  if (isSuccess || first === undefined) return null;
  return (
    <div className={styles["changed"]}>
      <p>
        {open.length === 1 ? (
          <>
            Approved: <UntrustedText canExpand={false} most={200} text={first.summary} />
          </>
        ) : (
          `Approved: ${open.length} actions`
        )}
      </p>
      <Button icon="close" isBusy={isPending} onClick={() => mutate(open)}>
        {open.length === 1 ? "Undo" : `Undo all ${open.length}`}
      </Button>
      <time dateTime={first.executable_at ?? undefined} role="timer">
        {timeLeft(graceEnd(first), now)} left
      </time>
    </div>
  );
}

/** By the clock of the browser; the server decides by its own. */
function graceEnd({ executable_at: end }: PendingActionJson): number {
  return Date.parse(end ?? "");
}
