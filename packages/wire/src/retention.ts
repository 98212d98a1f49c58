import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type RecordOf, rendererOf } from "./render.ts";
import { Nullable, Time } from "./values.ts";

/** What one rule of the retention removed, or would remove. */
export interface RetentionOutcomeJson {
  /** In snake case. */
  rule: string;
  days: number;
  matched: number;
  removed: number;
  /** The time of the oldest record that is left. */
  oldest_left: string | null;
}

export const RetentionOutcomeSchema: NamedSchema<RetentionOutcomeJson> = named("RetentionOutcome", {
  rule: Type.String(),
  days: Type.Integer(),
  matched: Type.Integer(),
  removed: Type.Integer(),
  oldest_left: Nullable(Time),
});

/** What a run of the retention did, or would do. */
export interface RetentionReportJson {
  dry_run: boolean;
  /** False where it was ended before it was done. */
  complete: boolean;
  started_at: string;
  rules: RetentionOutcomeJson[];
}

export const RetentionReportSchema: NamedSchema<RetentionReportJson> = named("RetentionReport", {
  dry_run: Type.Boolean(),
  complete: Type.Boolean({ description: "False where it was ended before it was done" }),
  started_at: Time,
  rules: Type.Array(ref(RetentionOutcomeSchema)),
});

/** What a report is rendered from. The names of its rules are in camel case. */
export type RetentionReportRecord = RecordOf<Omit<RetentionReportJson, "rules">> & {
  readonly rules: readonly RecordOf<RetentionOutcomeJson>[];
};

const renderOutcome = rendererOf(RetentionOutcomeSchema);
const renderReport = rendererOf(RetentionReportSchema);

export function renderRetentionReport(report: RetentionReportRecord): RetentionReportJson {
  const rules = report.rules.map((outcome) =>
    renderOutcome({ ...outcome, rule: snakeCase(outcome.rule as string) }),
  );
  return renderReport({ ...report, rules });
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
