import type { ReactNode } from "react";
import { Checkbox, Select, TextInput } from "../../../components/field/field.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { nameOfPerson, useGroupNames, usePeople } from "../../../directory/directory.ts";
import { escapeInvisible } from "../../../components/untrusted-text/show-invisible.ts";
import type { AskingEffect } from "../language/rule.ts";
import { errorOf, type RuleProblem } from "./rule-problem.ts";
import styles from "./rule-dialog.module.css";

/** Whom a rule asks, for how long, and what follows. */
export function AskFields({
  effect,
  problem,
  onChange,
}: {
  readonly problem: RuleProblem;
  readonly effect: AskingEffect;
  readonly onChange: (effect: AskingEffect) => void;
}): ReactNode {
  const groups = useGroupNames();
  const { group, approvals, expiresIn, edit, isStrong, escalateTo, escalationExpiresIn } = effect;
  const optionsWith = (chosen: string) =>
    // A text can name a group that is not there yet.
    [...new Set([chosen, ...groups])].map((name) => ({
      value: name,
      label: name === "" ? "Choose a group" : escapeInvisible(name),
    }));
  return (
    <>
      {group === undefined ? (
        <ChoosePeople effect={effect} onChange={onChange} />
      ) : (
        <Select
          error={group === "" ? errorOf(problem, "group") : undefined}
          hint={groups.length === 0 ? "There is no group yet. Add one under People." : undefined}
          label="Group"
          onChange={({ target }) => onChange({ ...effect, group: target.value })}
          options={optionsWith(group)}
          value={group}
        />
      )}
      <div className={styles["pair"]}>
        <TextInput
          error={errorOf(problem, "approvals")}
          label="Approvals"
          max={20}
          min={1}
          onChange={({ target }) => onChange({ ...effect, approvals: target.valueAsNumber || 1 })}
          type="number"
          value={approvals}
        />
        <TextInput
          dir="ltr"
          error={isTime(expiresIn) ? undefined : errorOf(problem, "expires_in")}
          hint="For example 30m, 4h or 2d"
          label="Time to decide"
          onChange={({ target }) => onChange({ ...effect, expiresIn: target.value.trim() })}
          value={expiresIn}
        />
      </div>
      <Checkbox
        checked={edit}
        label="They may edit the arguments"
        onChange={({ target }) => onChange({ ...effect, edit: target.checked })}
      />
      <Checkbox
        checked={isStrong}
        label="Grave: each approval takes a passkey, and none is spoken"
        onChange={({ target }) => onChange({ ...effect, isStrong: target.checked })}
      />
      <Select
        label="If no one decides in time"
        onChange={({ target }) =>
          onChange({
            ...effect,
            escalateTo: target.value === "deny" ? undefined : "",
            escalationExpiresIn: target.value === "deny" ? "" : "1h",
          })
        }
        options={[
          { value: "deny", label: "Refuse it" },
          { value: "escalate", label: "Ask another group" },
        ]}
        value={escalateTo === undefined ? "deny" : "escalate"}
      />
      {escalateTo !== undefined && (
        <div className={styles["pair"]}>
          <Select
            error={group === "" ? undefined : errorOf(problem, "group")}
            label="Other group"
            onChange={({ target }) => onChange({ ...effect, escalateTo: target.value })}
            options={optionsWith(escalateTo)}
            value={escalateTo}
          />
          <TextInput
            dir="ltr"
            error={isTime(expiresIn) ? errorOf(problem, "expires_in") : undefined}
            hint="For example 30m, 4h or 2d"
            label="Time for that group"
            onChange={({ target }) =>
              onChange({ ...effect, escalationExpiresIn: target.value.trim() })
            }
            value={escalationExpiresIn}
          />
        </div>
      )}
    </>
  );
}

/** Of two times the server names the same key: a time of the right form is not the wrong one of both. */
function isTime(text: string): boolean {
  return /^(?:\d+(?:s|m|h|d))?$/.test(text);
}

function ChoosePeople({
  effect,
  onChange,
}: {
  readonly effect: AskingEffect;
  readonly onChange: (effect: AskingEffect) => void;
}): ReactNode {
  const people = usePeople();
  const known = new Map(people.map((person) => [person.id, nameOfPerson(person)]));
  const enabled = people.filter(({ disabled_at }) => disabled_at === null).map(({ id }) => id);
  return (
    <div aria-label="People" className={styles["people"]} role="group">
      {[...new Set([...effect.approvers, ...enabled])].map((id) => (
        <div key={id}>
          <Checkbox
            checked={effect.approvers.includes(id)}
            label={<UntrustedText canExpand={false} most={80} text={known.get(id) ?? id} />}
            onChange={({ target }) => {
              const others = effect.approvers.filter((one) => one !== id);
              onChange({ ...effect, approvers: target.checked ? [...others, id] : others });
            }}
          />
        </div>
      ))}
    </div>
  );
}
