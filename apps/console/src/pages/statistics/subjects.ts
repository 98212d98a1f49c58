import type { StatisticsJson } from "@handsfree/wire/statistics";
import type { Scope } from "../../session/me.ts";
import type { ChartColor } from "./chart/chart-data.ts";
import type { Subject } from "./statistics-search.ts";
import { summaries } from "./summaries.ts";

/** Outcomes that are shown as one. */
export interface OutcomeGroup {
  readonly label: string;
  readonly color: ChartColor;
  readonly outcomes: readonly string[];
}

/** Something that is counted, and how it is shown. */
export interface SubjectView {
  readonly label: string;
  /** What the chart of the counts is called. */
  readonly chartLabel: string;
  /** The person needs one of them. */
  readonly scopes: readonly Scope[];
  readonly groups: readonly OutcomeGroup[];
  /** What a name is, as the head of a column. */
  readonly nameLabel: string;
  /** What the time is, or undefined if none is measured. */
  readonly timeLabel?: string;
  /** What all of it means, in a sentence or two. */
  readonly summarize: (statistics: StatisticsJson) => string;
  readonly empty: { readonly title: string; readonly text: string };
}

const actionReaders: readonly Scope[] = [
  "actions:propose",
  "actions:decide",
  "actions:execute",
  "audit:read",
];

/** What can be counted, and how it is shown. */
export const subjects: Readonly<Record<Subject, SubjectView>> = {
  answers: {
    label: "Answers",
    chartLabel: "Proposed actions by outcome",
    scopes: actionReaders,
    groups: [
      { label: "Approved", color: "good", outcomes: ["confirmed", "executing", "succeeded"] },
      { label: "Approved, then failed", color: "bad", outcomes: ["failed", "abandoned"] },
      { label: "Rejected", color: "quiet", outcomes: ["rejected"] },
      { label: "Expired or withdrawn", color: "warn", outcomes: ["expired", "cancelled"] },
      { label: "Waiting", color: "accent", outcomes: ["pending"] },
    ],
    nameLabel: "Action type",
    timeLabel: "Time to a person’s answer",
    summarize: summaries.answers,
    empty: {
      title: "Nothing was proposed in this time",
      text: "Choose a longer time, or let a service propose an action.",
    },
  },
  log: {
    label: "Audit log",
    chartLabel: "What was done, by outcome",
    scopes: actionReaders,
    groups: [
      { label: "Succeeded", color: "good", outcomes: ["ok"] },
      { label: "Failed", color: "bad", outcomes: ["failed"] },
    ],
    nameLabel: "Action type",
    summarize: summaries.log,
    empty: { title: "Nothing was done in this time", text: "Choose a longer time." },
  },
  deliveries: {
    label: "Deliveries",
    chartLabel: "Deliveries by outcome",
    scopes: ["webhooks:read"],
    groups: [
      { label: "Processed", color: "good", outcomes: ["processed"] },
      { label: "Ignored", color: "quiet", outcomes: ["ignored"] },
      { label: "Waiting", color: "accent", outcomes: ["received", "processing"] },
      { label: "Failed", color: "bad", outcomes: ["failed", "dead"] },
      { label: "Rejected", color: "warn", outcomes: ["rejected"] },
    ],
    nameLabel: "Name",
    timeLabel: "Lag, from the receipt to the end of the work",
    summarize: summaries.deliveries,
    empty: {
      title: "Nothing was delivered in this time",
      text: "Choose a longer time, or check in the settings of the sender that it delivers.",
    },
  },
  commands: {
    label: "Commands",
    chartLabel: "Commands by outcome",
    scopes: ["commands:read"],
    groups: [
      { label: "Understood", color: "good", outcomes: ["ok"] },
      { label: "Asked to confirm", color: "accent", outcomes: ["needs_confirmation"] },
      { label: "Failed", color: "bad", outcomes: ["error"] },
    ],
    nameLabel: "Intent",
    timeLabel: "Time to the answer",
    summarize: summaries.commands,
    empty: {
      title: "No command was given in this time",
      text: "Choose a longer time.",
    },
  },
};

/** How many of some records have an outcome of a group. */
export function countOf(
  outcomes: Readonly<Record<string, number>>,
  group: Pick<OutcomeGroup, "outcomes">,
): number {
  return group.outcomes.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
}
