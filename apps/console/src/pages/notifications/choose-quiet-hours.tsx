import type { ReactNode } from "react";
import type { QuietHoursJson } from "@handsfree/wire/notifications";
import { Checkbox, Select, TextInput } from "../../components/field/field.tsx";
import { firstQuietHours, problemOfQuietHours } from "./choices.ts";
import styles from "./notifications.module.css";

/** The choice of the part of each day in which notices wait. */
export function ChooseQuietHours({
  quietHours,
  onChange,
}: {
  readonly quietHours: QuietHoursJson | null;
  readonly onChange: (quietHours: QuietHoursJson | null) => void;
}): ReactNode {
  return (
    <fieldset className={styles["fieldset"]}>
      <legend className="visually-hidden">Quiet hours</legend>
      <Checkbox
        checked={quietHours !== null}
        label="Quiet hours: notices wait until they end"
        onChange={({ target }) => onChange(target.checked ? firstQuietHours() : null)}
      />
      {quietHours !== null && <Hours hours={quietHours} onChange={onChange} />}
    </fieldset>
  );
}

function Hours({
  hours,
  onChange,
}: {
  readonly hours: QuietHoursJson;
  readonly onChange: (hours: QuietHoursJson) => void;
}): ReactNode {
  return (
    <>
      <div className={styles["hours"]}>
        <TextInput
          label="From"
          onChange={({ target }) => onChange({ ...hours, from: target.value })}
          type="time"
          value={hours.from}
        />
        <TextInput
          label="Until"
          onChange={({ target }) => onChange({ ...hours, until: target.value })}
          type="time"
          value={hours.until}
        />
      </div>
      {problemOfQuietHours(hours) !== undefined && (
        <p className={styles["problem"]} role="alert">
          {problemOfQuietHours(hours)}
        </p>
      )}
      <Select
        label="Time zone"
        onChange={({ target }) => onChange({ ...hours, time_zone: target.value })}
        options={timeZones(hours.time_zone)}
        value={hours.time_zone}
      />
      <Checkbox
        checked={hours.urgent_passes}
        label="Let urgent ones pass: those that have escalated, or would expire before"
        onChange={({ target }) => onChange({ ...hours, urgent_passes: target.checked })}
      />
    </>
  );
}

/** Those that the browser knows, and the chosen one, which it can know by another name. */
function timeZones(chosen: string): { value: string; label: string }[] {
  const names = new Set([chosen, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return [...names].toSorted().map((value) => ({ value, label: value.replaceAll("_", " ") }));
}
