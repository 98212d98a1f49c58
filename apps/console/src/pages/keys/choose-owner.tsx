import type { ReactNode } from "react";
import { Checkbox, Select } from "../../components/field/field.tsx";
import { escapeInvisible } from "../../components/untrusted-text/show-invisible.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import {
  nameOfPerson,
  optionsOfPeople,
  usePeople,
  useServices,
} from "../../directory/directory.ts";
import styles from "./keys.module.css";

/** Whom a new key is for. */
export interface KeyOwner {
  readonly kind: "user" | "service";
  /** Empty until one is chosen. */
  readonly id: string;
  /** The people for whom a service acts by the key. */
  readonly actsFor: readonly string[];
}

/** The choice of whom a key is for: a person, or a service and the people for whom it acts. */
export function ChooseOwner({
  owner,
  onChange,
}: {
  readonly owner: KeyOwner;
  readonly onChange: (owner: KeyOwner) => void;
}): ReactNode {
  const people = usePeople();
  const services = useServices().filter(({ disabled_at }) => disabled_at === null);
  const isService = owner.kind === "service";
  return (
    <>
      <Select
        label="For"
        onChange={({ target }) =>
          onChange({ kind: target.value as KeyOwner["kind"], id: "", actsFor: [] })
        }
        options={[
          { value: "user", label: "A person" },
          { value: "service", label: "A service: an agent or a worker" },
        ]}
        value={owner.kind}
      />
      <Select
        label={isService ? "Service" : "Person"}
        onChange={({ target }) => onChange({ ...owner, id: target.value })}
        options={[
          { value: "", label: "Choose one" },
          ...(isService
            ? services.map(({ id, name }) => ({ value: id, label: escapeInvisible(name) }))
            : optionsOfPeople(people)),
        ]}
        value={owner.id}
      />
      {isService && (
        <fieldset className={styles["choices"]}>
          <legend>For whom it acts</legend>
          <div className={styles["people"]}>
            {people
              .filter(({ disabled_at }) => disabled_at === null)
              .map((person) => (
                <div key={person.id}>
                  <Checkbox
                    checked={owner.actsFor.includes(person.id)}
                    label={
                      <UntrustedText canExpand={false} most={80} text={nameOfPerson(person)} />
                    }
                    onChange={({ target }) => {
                      const others = owner.actsFor.filter((id) => id !== person.id);
                      const actsFor = target.checked ? [...others, person.id] : others;
                      onChange({ ...owner, actsFor });
                    }}
                  />
                </div>
              ))}
          </div>
        </fieldset>
      )}
    </>
  );
}
