import { HandsFreeProblem } from "@handsfree/client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { Button } from "../../../components/button/button.tsx";
import { Card, Facts } from "../../../components/card/card.tsx";
import { CopiedText } from "../../../components/copy/copied-text.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { TextArea, TextInput } from "../../../components/field/field.tsx";
import { Form } from "../../../components/field/form.tsx";
import { Note } from "../../../components/note/note.tsx";
import { Time } from "../../../components/time/time.tsx";
import { problemOfHead, problemOfKeys, toEvidence } from "./evidence.ts";
import { Progress } from "./progress.tsx";
import { Result } from "./result.tsx";
import { useVerification } from "./use-verification.ts";
import styles from "./verification.module.css";

/** Compares all records with their seals, and shows how far that is and what it found. */
export function Verification(): ReactNode {
  const { state, start, stop } = useVerification();
  const [head, setHead] = useState("");
  const [keys, setKeys] = useState("");
  const headProblem = problemOfHead(head);
  const keysProblem = problemOfKeys(keys);
  const isRunning = state.step === "running";
  const verify = (): void => {
    if (headProblem === undefined && keysProblem === undefined) start(toEvidence(head, keys));
  };
  return (
    <div className={styles["verification"]}>
      <p>
        Maintenance seals records in a chain once they are a minute old. A verification compares
        every record with its seal: it finds what was changed, deleted or put in.
      </p>
      <Head />
      <Form onSubmit={verify}>
        <details className={styles["evidence"]}>
          <summary>Compare with a head or keys that you kept elsewhere</summary>
          <div className={styles["fields"]}>
            <TextInput
              error={headProblem}
              hint="Without one, a trail that was cut off at its end passes."
              label="Head (optional)"
              onChange={({ target }) => setHead(target.value)}
              placeholder="120:9f86d081…"
              spellCheck={false}
              value={head}
            />
            <TextArea
              error={keysProblem}
              hint="Without them, signatures are not verified."
              isCode
              label="Public keys as PEM (optional)"
              onChange={({ target }) => setKeys(target.value)}
              value={keys}
            />
          </div>
        </details>
        <div className={styles["acts"]}>
          <Button isBusy={isRunning} kind="primary" type="submit">
            {isRunning ? "Verifying…" : "Verify the trail"}
          </Button>
          {isRunning && <Button onClick={stop}>Stop</Button>}
        </div>
      </Form>
      <div aria-live="polite">
        {state.step === "running" && <Progress entries={state.entries} rows={state.rows} />}
        {state.step === "done" && <Result at={state.at} result={state.result} />}
      </div>
      {state.step === "failed" && <ErrorState error={state.error} onRetry={verify} />}
    </div>
  );
}

/** The end of the chain, to be kept elsewhere. */
function Head(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["audit_head"],
    queryFn: ({ signal }) => client.request("GET /v1/audit/head", { signal }),
    refetchInterval: 60_000,
  });
  if (error instanceof HandsFreeProblem && error.status === 404) {
    return (
      <Note title="Nothing is sealed yet">
        The maintenance of the server seals records once they are a minute old.
      </Note>
    );
  }
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  return (
    <Card>
      <Facts
        rows={[
          ["Entries", data.number.toLocaleString("en")],
          ["Last seal", <Time at={data.sealed_at} key="time" />],
          ["Signed", data.signature === null ? "No" : "Yes"],
          ["Head", <CopiedText key="head" label="the head" text={`${data.number}:${data.hash}`} />],
        ]}
      />
    </Card>
  );
}
