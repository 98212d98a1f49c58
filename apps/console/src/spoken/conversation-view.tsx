import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { Button } from "../components/button/button.tsx";
import { ErrorState } from "../components/error-state/error-state.tsx";
import { Loading } from "../components/loading/loading.tsx";
import { passkeyPath } from "../decisions/passkey-path.ts";
import { Captions } from "./captions.tsx";
import styles from "./conversation.module.css";
import { PhaseView } from "./phase-view.tsx";
import { useConversation } from "./use-conversation.ts";

interface ConversationViewProps {
  /** Of the action. */
  readonly id: string;
  readonly onClose: () => void;
  /** Goes on to the next action; undefined if there is none. */
  readonly onNext: (() => void) | undefined;
}

/** A conversation about one action, as it is heard, with a large button that stops it. */
export function ConversationView({ id, onClose, onNext }: ConversationViewProps): ReactNode {
  const [round, setRound] = useState(0);
  return (
    <OneConversation
      id={id}
      key={round}
      onAgain={() => setRound(round + 1)}
      onClose={onClose}
      onNext={onNext}
    />
  );
}

function OneConversation({
  id,
  onAgain,
  onClose,
  onNext,
}: ConversationViewProps & { readonly onAgain: () => void }): ReactNode {
  const { dialogue, error, stop } = useConversation(id);
  const hasEnded = dialogue?.phase.name === "ended";
  const isAnswered = hasEnded && dialogue.ending === "answered";
  const goOn = useEffectEvent(() => onNext?.());
  useEffect(() => {
    if (isAnswered) goOn();
  }, [isAnswered]);
  if (dialogue === undefined) {
    if (error === null) return <Loading label="Reading the action" />;
    return <ErrorState error={error} onRetry={onAgain} />;
  }
  return (
    <div className={styles["conversation"]}>
      <PhaseView dialogue={dialogue} />
      <Captions captions={dialogue.captions} interim={dialogue.interim} />
      {hasEnded ? (
        <div className={styles["after"]}>
          {dialogue.ending === "stopped" && (
            <Button icon="refresh" onClick={onAgain}>
              Listen again
            </Button>
          )}
          {dialogue.ending === "passkey" && (
            <Button icon="keys" onClick={() => location.assign(passkeyPath(id))}>
              Use a passkey
            </Button>
          )}
          {onNext !== undefined && <Button onClick={onNext}>Next action</Button>}
          <Button kind="primary" onClick={onClose} ref={focus}>
            Done
          </Button>
        </div>
      ) : (
        <Button className={styles["stop"]} icon="stop" kind="bad" onClick={stop} ref={focus}>
          Stop
        </Button>
      )}
    </div>
  );
}

/** Moves the focus to a button as soon as it is there. */
function focus(button: HTMLElement | null): void {
  button?.focus();
}
