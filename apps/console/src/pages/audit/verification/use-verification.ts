import type { QueryOf } from "@handsfree/client";
import type { AuditVerificationJson, AuditVerificationLineJson } from "@handsfree/wire/audit";
import { useEffect, useRef, useState } from "react";
import { client } from "../../../api/client.ts";

/** What the trail is compared with beside itself. */
export type Evidence = QueryOf<"GET /v1/audit/verification">;

/** How far a verification is. */
type VerificationState =
  | { readonly step: "idle" }
  | { readonly step: "running"; readonly entries: number; readonly rows: number }
  | { readonly step: "done"; readonly result: AuditVerificationJson; readonly at: string }
  | { readonly step: "failed"; readonly error: unknown };

/** A verification, which ends when the page is left. */
export interface RunningVerification {
  readonly state: VerificationState;
  readonly start: (evidence: Evidence) => void;
  readonly stop: () => void;
}

/** Verifies the audit trail on request, and follows its progress. */
export function useVerification(): RunningVerification {
  const [state, setState] = useState<VerificationState>({ step: "idle" });
  const running = useRef<AbortController>(undefined);
  const stop = (): void => {
    running.current?.abort();
    running.current = undefined;
    setState({ step: "idle" });
  };
  useEffect(() => () => running.current?.abort(), []);
  const start = (evidence: Evidence): void => {
    const controller = new AbortController();
    running.current?.abort();
    running.current = controller;
    const show = (next: VerificationState): void => {
      if (!controller.signal.aborted) setState(next);
    };
    show({ step: "running", entries: 0, rows: 0 });
    follow(evidence, controller.signal, show).catch((error: unknown) =>
      show({ step: "failed", error }),
    );
  };
  return { state, start, stop };
}

async function follow(
  evidence: Evidence,
  signal: AbortSignal,
  show: (state: VerificationState) => void,
): Promise<void> {
  const lines = client.lines("GET /v1/audit/verification", { query: evidence, signal });
  let isDone = false;
  for await (const each of lines) {
    const line = each as AuditVerificationLineJson;
    if (line.type === "progress") show({ step: "running", ...line.data });
    else {
      isDone = true;
      show({ step: "done", result: line.data, at: new Date().toISOString() });
    }
  }
  if (!isDone)
    throw new Error("the verification was interrupted before its result; start it again");
}
