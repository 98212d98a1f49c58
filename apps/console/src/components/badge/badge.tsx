import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";
import styles from "./badge.module.css";

/** How good or bad a state is, which gives the badge its color. */
export type Tone = "neutral" | "info" | "good" | "bad" | "warn";

/** A word about the state of something. The color only repeats what the word says. */
export function Badge({
  tone = "neutral",
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}): ReactNode {
  return <span className={classNames(styles["badge"], styles[tone])}>{children}</span>;
}

/** The tones of the states that records have. */
const tones: Readonly<Record<string, Tone>> = {
  pending: "info",
  confirmed: "good",
  succeeded: "good",
  processed: "good",
  completed: "good",
  ok: "good",
  valid: "good",
  holding: "good",
  executing: "info",
  processing: "info",
  running: "info",
  received: "info",
  waiting: "warn",
  needs_input: "warn",
  needs_confirmation: "warn",
  expired: "warn",
  failed: "bad",
  dead: "bad",
  denied: "bad",
  rejected: "bad",
  error: "bad",
  revoked: "bad",
};

/** The state of a record, as the API names it. */
export function StateBadge({ state }: { readonly state: string }): ReactNode {
  return <Badge tone={tones[state] ?? "neutral"}>{state.replaceAll("_", " ")}</Badge>;
}
