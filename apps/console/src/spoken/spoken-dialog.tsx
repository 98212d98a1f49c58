import { type ReactNode, useState } from "react";
import { Button } from "../components/button/button.tsx";
import { Dialog } from "../components/dialog/dialog.tsx";
import { useMe } from "../session/me.ts";
import { agree, hasAgreed } from "./agreement.ts";
import { ConversationView } from "./conversation-view.tsx";
import { unlockPlayback } from "./speech/play.ts";

/** Reads actions aloud and takes spoken answers, after the person knows where their voice may go. */
export function SpokenDialog({
  ids,
  onClose,
}: {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}): ReactNode {
  const { user } = useMe();
  const [mayListen, setMayListen] = useState(() => hasAgreed(user.id));
  const [at, setAt] = useState(0);
  const id = ids[at];
  const goOn = at + 1 < ids.length ? () => setAt(at + 1) : undefined;
  const place = ids.length > 1 ? ` (${at + 1} of ${ids.length})` : "";
  if (!mayListen) {
    const begin = (): void => {
      agree(user.id);
      unlockPlayback();
      setMayListen(true);
    };
    return (
      <Dialog
        actions={
          <>
            <Button onClick={onClose}>Not now</Button>
            <Button icon="microphone" kind="primary" onClick={begin}>
              Begin to listen
            </Button>
          </>
        }
        description="What waits is read aloud, and you answer by voice."
        isOpen
        onClose={onClose}
        title="Answer by voice"
      >
        <p>
          This page uses the speech recognition of your browser. Depending on the browser, what the
          microphone hears is sent to the maker of the browser or of the device, for example to
          Google by Chrome and to Apple by Safari. HandsFree itself gets no audio: only your answer,
          and the reason if you give one.
        </p>
        <p>
          The microphone is on only after a text was read to its end, and off when you stop, when
          the page is hidden, or when the device is locked.
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={`Answer by voice${place}`}>
      {id !== undefined && <ConversationView id={id} key={id} onClose={onClose} onNext={goOn} />}
    </Dialog>
  );
}
