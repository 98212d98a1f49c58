import type { UserJson } from "@handsfree/wire/identity";
import { type ReactNode, useEffect, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Select, TextInput } from "../../components/field/field.tsx";
import { roleMeanings, roleOptions } from "./roles.ts";

/** Asks who a person is and what they may do: one who is there, or a new one. */
export function PersonForm({
  person,
  isOpen,
  onClose,
  onAdded,
}: {
  /** Undefined for a new one. */
  readonly person?: UserJson;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onAdded?: (person: UserJson) => void;
}): ReactNode {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<UserJson["role"]>("approver");
  useEffect(() => {
    if (!isOpen) return;
    setName(person?.display_name ?? "");
    setEmail(person?.email ?? "");
    setRole(person?.role ?? "approver");
    // What the person writes stays while the record is read again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isOpen]);
  const save = async (): Promise<void> => {
    const body = { display_name: name.trim() || null, email: email.trim() || null, role };
    if (person === undefined) {
      onAdded?.(await client.request("POST /v1/users", { body }));
    } else {
      await client.request("PATCH /v1/users/{id}", { path: { id: person.id }, body });
    }
    await reread("user");
  };
  return (
    <ActionDialog
      isIncomplete={name.trim() === "" && email.trim() === ""}
      isOpen={isOpen}
      onClose={onClose}
      run={save}
      submit={person === undefined ? "Add the person" : "Save"}
      title={person === undefined ? "Add a person" : "Change the person"}
    >
      <TextInput
        autoComplete="off"
        label="Name"
        maxLength={200}
        onChange={({ target }) => setName(target.value)}
        value={name}
      />
      <TextInput
        autoComplete="off"
        hint="Optional. It must be the one at your OpenID provider."
        label="E-mail"
        maxLength={254}
        onChange={({ target }) => setEmail(target.value)}
        type="email"
        value={email}
      />
      <Select
        hint={`This person ${roleMeanings[role]}.`}
        label="Role"
        onChange={({ target }) => setRole(target.value as UserJson["role"])}
        options={roleOptions}
        value={role}
      />
    </ActionDialog>
  );
}
