import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Button } from "../components/button/button.tsx";
import { unlockPlayback } from "./speech/play.ts";
import { canSpeak } from "./speech/web-speech.ts";

const SpokenDialog = lazy(async () => {
  const { SpokenDialog: Component } = await import("./spoken-dialog.tsx");
  return { default: Component };
});

/**
 * A button that reads actions aloud, one after the other, and takes spoken answers. It is not there in browsers that
 * cannot listen.
 */
export function ListenButton({
  actions,
}: {
  readonly actions: readonly Pick<PendingActionJson, "id">[];
}): ReactNode {
  const [ids, setIds] = useState<readonly string[]>();
  if (!canSpeak() || (actions.length === 0 && ids === undefined)) return null;
  const open = (): void => {
    unlockPlayback();
    // Actions that come or go meanwhile do not change what is being read.
    setIds(actions.map(({ id }) => id));
  };
  return (
    <>
      <Button icon="listen" onClick={open}>
        Listen
      </Button>
      {ids !== undefined && (
        <Suspense>
          <SpokenDialog ids={ids} onClose={() => setIds(undefined)} />
        </Suspense>
      )}
    </>
  );
}
