import type { ExpandedCommandJson } from "@handsfree/wire/commands";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Facts } from "../../components/card/card.tsx";
import { CopiedText } from "../../components/copy/copied-text.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { asWords } from "./command-words.ts";

/** The members of a command but its contents. */
export function CommandFacts({ command }: { readonly command: ExpandedCommandJson }): ReactNode {
  const { session_id: session, latency_ms: latency, intent_confidence: confidence } = command;
  return (
    <Facts
      rows={[
        ["Profile", asWords(command.profile)],
        ["Confidence", confidence !== null && `${Math.round(confidence * 100)}%`],
        ["Answered in", latency !== null && `${latency.toLocaleString("en")} ms`],
        [
          "Session",
          session !== null && (
            <Link from="/commands" search={{ session }} to="/commands">
              <UntrustedText canExpand={false} most={120} text={session} />
            </Link>
          ),
        ],
        ["Command id", <CopiedText key="id" label="the command id" text={command.id} />],
      ]}
    />
  );
}
