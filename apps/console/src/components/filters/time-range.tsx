import type { ReactNode } from "react";
import { Button } from "../button/button.tsx";
import { TextInput } from "../field/field.tsx";
import styles from "./filters.module.css";

const hour = 3_600_000;
const spans = [
  ["Last hour", hour],
  ["Last 24 hours", 24 * hour],
  ["Last 7 days", 7 * 24 * hour],
] as const;

/** A range of time, as ISO 8601. A missing end is open. */
export interface TimeRangeValue {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** Whether a range ends before it begins. */
export function isReversed({ since, until }: TimeRangeValue): boolean {
  return since !== undefined && until !== undefined && since >= until;
}

/** Two fields for a range of time in the zone of the person, with the usual ranges at hand. */
export function TimeRange({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: TimeRangeValue;
  readonly onChange: (value: TimeRangeValue) => void;
}): ReactNode {
  return (
    <fieldset className={styles["times"]}>
      <legend>{label}</legend>
      <div className={styles["quick"]}>
        {spans.map(([name, span]) => (
          <Button
            key={name}
            onClick={() =>
              onChange({ since: new Date(Date.now() - span).toISOString(), until: undefined })
            }
          >
            {name}
          </Button>
        ))}
      </div>
      <div className={styles["between"]}>
        <TextInput
          label="From"
          onChange={({ target }) => onChange({ ...value, since: toIso(target.value) })}
          step={1}
          type="datetime-local"
          value={toLocal(value.since)}
        />
        <TextInput
          error={isReversed(value) ? "Give a time after From, or leave it empty." : undefined}
          label="Until"
          onChange={({ target }) => onChange({ ...value, until: toIso(target.value) })}
          step={1}
          type="datetime-local"
          value={toLocal(value.until)}
        />
      </div>
    </fieldset>
  );
}

/** A time as the field has it: in the zone of the person, without the zone. */
function toLocal(iso: string | undefined): string {
  if (iso === undefined) return "";
  const time = new Date(iso);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

function toIso(local: string): string | undefined {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
