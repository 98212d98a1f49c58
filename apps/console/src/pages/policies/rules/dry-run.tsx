import { queryOptions, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { Badge } from "../../../components/badge/badge.tsx";
import { Button } from "../../../components/button/button.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { Rows } from "../../../components/list-row/list-row.tsx";
import { Section } from "../../../components/section/section.tsx";
import { Difference } from "./difference.tsx";
import styles from "./review.module.css";

/** So many differences are drawn at first, and with each tap. */
const atOnce = 10;
const words = { allow: "allowed", ask: "asked", deny: "denied" } as const;
const tones = { allow: "good", ask: "info", deny: "bad" } as const;

/** What a text would have decided otherwise in the last 30 days, against the policies that hold. */
export function dryRunOf(text: string) {
  return queryOptions({
    queryKey: ["policies", "dry run", text],
    queryFn: ({ signal }) =>
      client.request("POST /v1/policies/dry-run", { body: { text }, signal, timeout: 60_000 }),
    staleTime: 5 * 60_000,
    gcTime: 60_000,
  });
}

/** What the draft would have decided otherwise in the last 30 days. */
export function DryRun({ text }: { readonly text: string }): ReactNode {
  const [shown, setShown] = useState(atOnce);
  const { data, error, refetch } = useQuery(dryRunOf(text));
  const number = (value: number): string => value.toLocaleString("en");
  return (
    <Section
      description="What it would have decided about the actions of the last 30 days."
      title="If it had been in force last month"
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Loading label="Trying it on past actions" rows={2} />
      )}
      {data !== undefined && (
        <>
          <p>
            {data.different === 0 ? (
              <>
                All {number(data.compared)} actions would have been decided as they were, by
                somebody or something that is asked in the same way.
              </>
            ) : (
              <>
                <strong>
                  {number(data.different)} of {number(data.compared)} actions
                </strong>{" "}
                would have been decided otherwise.
              </>
            )}
            {data.is_cut && " Older actions were left out."}
          </p>
          {data.changes.length > 0 && (
            <ul aria-label="Changes by kind" className={styles["counts"]}>
              {data.changes.map(({ before, after, count }) => (
                <li key={`${before} ${after}`}>
                  <strong>{number(count)}</strong>{" "}
                  <Badge tone={tones[before]}>{words[before]}</Badge> →{" "}
                  <Badge tone={tones[after]}>{words[after]}</Badge>
                  {before === after && "other people, or in another way"}
                </li>
              ))}
            </ul>
          )}
          {data.differences.length > 0 && (
            <Rows label="Actions that would have been decided otherwise">
              {data.differences.slice(0, shown).map((difference) => (
                <li key={difference.id}>
                  <Difference difference={difference} />
                </li>
              ))}
            </Rows>
          )}
          {data.differences.length > shown && (
            <div>
              <Button onClick={() => setShown((now) => now + atOnce)}>
                Show {Math.min(atOnce, data.differences.length - shown)} more of{" "}
                {number(data.different)}
              </Button>
            </div>
          )}
        </>
      )}
    </Section>
  );
}
