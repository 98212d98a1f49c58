import type { AuditVerificationJson } from "@handsfree/wire/audit";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Facts } from "../../../components/card/card.tsx";
import { Note } from "../../../components/note/note.tsx";
import { Time } from "../../../components/time/time.tsx";
import { describeFinding } from "./findings.ts";
import styles from "./verification.module.css";

interface ResultProps {
  readonly result: AuditVerificationJson;
  readonly at: string;
}

/** What a verification found. */
export function Result({ result, at }: ResultProps): ReactNode {
  const { ok, found, entries, rows, unsealed, unsigned, head } = result;
  const number = found.toLocaleString("en");
  return (
    <section aria-label="Result of the verification" className={styles["result"]}>
      <Note
        kind={ok ? (entries === 0 ? "plain" : "good") : "bad"}
        title={
          ok
            ? entries === 0
              ? "Nothing is sealed yet, so there was nothing to compare"
              : "The trail is as it was written"
            : found === 1
              ? "One finding: the trail is not as it was written"
              : `${number} findings: the trail is not as it was written`
        }
      >
        <p>
          Verified <Time at={at} />
        </p>
      </Note>
      <Facts
        rows={[
          ["Records", rows.toLocaleString("en")],
          ["Entries", entries.toLocaleString("en")],
          ["Valid up to", validUpTo(result)],
          ["Sealed until", head !== null && <Time at={head.sealed_at} />],
          ["Not sealed yet", unsealed > 0 && `${unsealed.toLocaleString("en")} records at the end`],
          [
            "Not signed",
            unsigned !== null && unsigned > 0 && `${unsigned.toLocaleString("en")} entries`,
          ],
        ]}
      />
      {result.findings.length > 0 && <Findings result={result} />}
    </section>
  );
}

/** The last entry before which nothing was found. Unknown if a finding is of no entry, or not listed. */
function validUpTo({ ok, found, findings, entries }: AuditVerificationJson): string | undefined {
  if (ok) return entries === 0 ? undefined : `entry ${entries.toLocaleString("en")}, the last one`;
  const places = findings.map(({ entry }) => entry).filter((entry) => entry !== null);
  if (places.length < found) return undefined;
  const last = Math.min(...places) - 1;
  return last === 0 ? "no entry" : `entry ${last.toLocaleString("en")}`;
}

function Findings({ result: { findings, found } }: Pick<ResultProps, "result">): ReactNode {
  return (
    <div className={styles["findings"]}>
      <h2>What is wrong</h2>
      <ul>
        {findings.map(({ kind, log_id: id, entry }, index) => (
          <li key={index}>
            <strong>{describeFinding(kind)}</strong>
            <span className={styles["place"]}>
              {entry !== null && `entry ${entry.toLocaleString("en")}`}
              {entry !== null && id !== null && " · "}
              {id !== null && (
                <Link from="/audit" search={(before) => ({ ...before, id })} to="/audit">
                  {kind === "deleted_row" ? id : "open the record"}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
      {found > findings.length && (
        <p className={styles["place"]}>
          {(found - findings.length).toLocaleString("en")} more are not listed.
        </p>
      )}
    </div>
  );
}
