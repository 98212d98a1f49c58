import type { ReactNode } from "react";
import { Checkbox } from "../../components/field/field.tsx";
import type { Scope } from "../../session/me.ts";
import { scopeMeanings } from "./scopes.ts";
import styles from "./keys.module.css";

/** The choice of what a key may do. */
export function ChooseScopes({
  offered,
  chosen,
  onChange,
}: {
  readonly offered: readonly Scope[];
  readonly chosen: ReadonlySet<Scope>;
  readonly onChange: (chosen: ReadonlySet<Scope>) => void;
}): ReactNode {
  return (
    <fieldset className={styles["choices"]}>
      <legend>What it may do</legend>
      {offered.map((scope) => (
        <Checkbox
          checked={chosen.has(scope)}
          key={scope}
          label={
            <span className={styles["choice"]}>
              <code>{scope}</code>
              <span>{scopeMeanings[scope]}</span>
            </span>
          }
          onChange={({ target }) => {
            const next = new Set(chosen);
            if (target.checked) next.add(scope);
            else next.delete(scope);
            onChange(next);
          }}
        />
      ))}
    </fieldset>
  );
}
