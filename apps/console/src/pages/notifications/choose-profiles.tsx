import type { ReactNode } from "react";
import { Checkbox } from "../../components/field/field.tsx";
import { type Profile, profileNames } from "./choices.ts";
import styles from "./notifications.module.css";

/** The choice of the profiles in which a channel is used. */
export function ChooseProfiles({
  profiles,
  onChange,
}: {
  readonly profiles: readonly Profile[] | null;
  readonly onChange: (profiles: readonly Profile[] | null) => void;
}): ReactNode {
  const all = Object.keys(profileNames) as Profile[];
  return (
    <fieldset className={styles["fieldset"]}>
      <legend className="visually-hidden">Profiles</legend>
      <Checkbox
        checked={profiles !== null}
        label="Only in some profiles"
        onChange={({ target }) => onChange(target.checked ? ["default"] : null)}
      />
      {profiles !== null && (
        <>
          <p className={styles["hint"]}>
            You are in the profile of your last command, for up to 12 hours, and then in Default.
          </p>
          <div className={styles["profiles"]}>
            {all.map((profile) => (
              <Checkbox
                checked={profiles.includes(profile)}
                key={profile}
                label={profileNames[profile]}
                onChange={({ target }) =>
                  onChange(
                    all.filter((each) =>
                      each === profile ? target.checked : profiles.includes(each),
                    ),
                  )
                }
              />
            ))}
          </div>
          {profiles.length === 0 && (
            <p className={styles["problem"]} role="alert">
              Choose one at least, or the channel is never used.
            </p>
          )}
        </>
      )}
    </fieldset>
  );
}
