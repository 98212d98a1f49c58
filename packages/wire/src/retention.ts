import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import { type RecordOf, rendererOf } from "./render.ts";
import { Nullable, Time } from "./values.ts";

/** The schema of the outcome of a retention rule. Only the command line answers with it. */
export const RetentionOutcomeSchema = named("RetentionOutcome", {
  rule: Type.String({ description: "In snake case" }),
  days: Type.Integer(),
  matched: Type.Integer(),
  removed: Type.Integer(),
  oldest_left: Nullable(Time),
});
/** The records that one rule of the retention removed, or would remove in a dry run. */
export type RetentionOutcomeJson = Static<typeof RetentionOutcomeSchema>;

/** The schema of the report of a retention run. Only the command line answers with it. */
export const RetentionReportSchema = named("RetentionReport", {
  dry_run: Type.Boolean(),
  complete: Type.Boolean({ description: "False where it was ended before it was done" }),
  started_at: Time,
  rules: Type.Array(ref(RetentionOutcomeSchema)),
});
/** The report of a run of the retention, or of a dry run. */
export type RetentionReportJson = Static<typeof RetentionReportSchema>;

/** The domain object of `renderRetentionReport`. The names of its rules are in camel case. */
export type RetentionReportRecord = RecordOf<Omit<RetentionReportJson, "rules">> & {
  readonly rules: readonly RecordOf<RetentionOutcomeJson>[];
};

const renderOutcome = rendererOf(RetentionOutcomeSchema);
const renderReport = rendererOf(RetentionReportSchema);

/** Renders the report of a retention run, with the names of its rules in snake case. */
export function renderRetentionReport(report: RetentionReportRecord): RetentionReportJson {
  const rules = report.rules.map((outcome) =>
    renderOutcome({ ...outcome, rule: snakeCase(outcome.rule as string) }),
  );
  return renderReport({ ...report, rules });
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
