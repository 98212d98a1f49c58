import type { CommandJson } from "@handsfree/wire/commands";
import type { ReactNode } from "react";
import { Facts } from "../../components/card/card.tsx";
import { Time } from "../../components/time/time.tsx";
import { privacyWords } from "./command-words.ts";

/** What of a command is kept, and until when. */
export function KeptContent({ command }: { readonly command: CommandJson }): ReactNode {
  const {
    transcript,
    transcript_expires_at: transcriptEnd,
    entities,
    entities_expire_at: entitiesEnd,
    content_removed_at: removed,
  } = command;
  return (
    <Facts
      rows={[
        ["Privacy mode", privacyWords[command.privacy_mode]],
        [
          "What was said",
          transcript === null ? "Not kept" : <Kept key="transcript" until={transcriptEnd} />,
        ],
        ["Entities", entities === null ? "Not kept" : <Kept key="entities" until={entitiesEnd} />],
        [
          "Removed",
          removed !== null && (
            <>
              <Time at={removed} />: the last of its content
            </>
          ),
        ],
      ]}
    />
  );
}

function Kept({ until }: { readonly until: string | null }): ReactNode {
  if (until === null) return "Kept, without an end";
  return (
    <>
      Kept, and removed <Time at={until} />
    </>
  );
}
