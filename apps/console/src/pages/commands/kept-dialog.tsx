import type { RetentionSettingsJson } from "@handsfree/wire/privacy";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { Badge } from "../../components/badge/badge.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { asWords } from "./command-words.ts";
import styles from "./commands.module.css";

type Mode = RetentionSettingsJson["privacy_modes"][number];

/** What this server keeps of commands by their privacy mode, and until when. */
export function KeptDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["retention"],
    queryFn: ({ signal }) => client.request("GET /v1/retention", { signal }),
  });
  return (
    <Dialog
      description="The app that records a command chooses its privacy mode. Secrets are taken out in each."
      isOpen
      onClose={onClose}
      title="What is kept of commands"
    >
      {data === undefined && error === null && <Loading label="Reading what is kept" rows={3} />}
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <ul className={styles["modes"]}>
            {data.privacy_modes.map((mode) => (
              <li className={styles["mode"]} key={mode.mode}>
                <strong>{asWords(mode.mode)}</strong>
                {mode.mode === data.default_privacy_mode && <Badge>usual</Badge>}
                <p>{modeText(mode)}</p>
              </li>
            ))}
          </ul>
          <p className={styles["quiet"]}>{rest(data)}</p>
        </>
      )}
    </Dialog>
  );
}

function modeText(mode: Mode): string {
  const said =
    mode.transcript === "always"
      ? `What was said stays for ${days(mode.transcript_days)}.`
      : `What was said stays for ${days(mode.transcript_days)} if the person asks for it, and else not at all.`;
  const repeated =
    mode.repeated_transcript === "masked"
      ? "without the parts that repeat what was said"
      : "also the parts that repeat what was said";
  return `${said} Entities stay for ${days(mode.entities_days)}, ${repeated}.`;
}

/** What becomes of the rest of a command. */
function rest({ enabled, rules }: RetentionSettingsJson): string {
  const rule = rules.find(({ rule: name }) => name === "commands");
  if (!enabled || rule === undefined || rule.days === null) {
    return "All else of a command, such as its intent, is kept without an end.";
  }
  return `All else of a command, such as its intent, is removed after ${days(rule.days)}.`;
}

function days(count: number): string {
  return count === 1 ? "a day" : `${count.toLocaleString("en")} days`;
}
