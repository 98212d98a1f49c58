import type { ReactNode } from "react";
import { Select } from "../../components/field/field.tsx";
import { escapeInvisible } from "../../components/untrusted-text/show-invisible.ts";
import { nameOfPerson, usePeople, useServices } from "../../directory/directory.ts";
import type { KeysSearch } from "./routes.ts";

/** The choice of whose keys are listed, among all. */
export function FilterKeys({
  user,
  service,
  onChange,
}: {
  readonly user: string | undefined;
  readonly service: string | undefined;
  readonly onChange: (of: Pick<KeysSearch, "user" | "service">) => void;
}): ReactNode {
  const people = usePeople().map((person) => ({
    value: `user ${person.id}`,
    label: escapeInvisible(nameOfPerson(person)),
  }));
  const services = useServices().map(({ id, name }) => ({
    value: `service ${id}`,
    label: `${escapeInvisible(name)} (service)`,
  }));
  const chosen = chosenValue(user, service);
  const options = [{ value: "", label: "Everybody" }, ...people, ...services];
  const isListed = options.some(({ value }) => value === chosen);
  return (
    <Select
      label="Whose"
      onChange={({ target }) => {
        const [kind, id] = target.value.split(" ");
        if (id === undefined) onChange({});
        else onChange(kind === "user" ? { user: id } : { service: id });
      }}
      options={isListed ? options : [...options, { value: chosen, label: chosen }]}
      value={chosen}
    />
  );
}

function chosenValue(user: string | undefined, service: string | undefined): string {
  if (user !== undefined) return `user ${user}`;
  return service === undefined ? "" : `service ${service}`;
}
