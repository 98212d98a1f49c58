import type { ServiceJson } from "@handsfree/wire/identity";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Select, TextInput } from "../../components/field/field.tsx";
import { PersonForm } from "./person-form.tsx";
import type { PeopleSearch } from "./routes.ts";

/** What can be added on the page. */
export type Addition = "person" | "service" | "group";

/** Asks for a new person, service or group, and shows it. */
export function AddDialogs({
  adding,
  onClose,
  onAdded,
}: {
  readonly adding: Addition | undefined;
  readonly onClose: () => void;
  readonly onAdded: (search: PeopleSearch) => void;
}): ReactNode {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<ServiceJson["kind"]>("agent");
  const addService = async (): Promise<void> => {
    const { id } = await client.request("POST /v1/services", { body: { name: name.trim(), kind } });
    setName("");
    onAdded({ tab: "services", id });
    await reread("service_account");
  };
  const addGroup = async (): Promise<void> => {
    const group = await client.request("POST /v1/approver-groups", { body: { name: name.trim() } });
    setName("");
    onAdded({ tab: "groups", group: group.name });
    await reread("approver_group");
  };
  const nameField = (hint: string): ReactNode => (
    <TextInput
      hint={hint}
      label="Name"
      maxLength={200}
      onChange={({ target }) => setName(target.value)}
      value={name}
    />
  );
  return (
    <>
      <PersonForm
        isOpen={adding === "person"}
        onAdded={({ id }) => onAdded({ id })}
        onClose={onClose}
      />
      <ActionDialog
        description="It then needs a key. Create one on the page Keys."
        isIncomplete={name.trim() === ""}
        isOpen={adding === "service"}
        onClose={onClose}
        run={addService}
        submit="Add the service"
        title="Add a service"
      >
        {nameField("Policies name it by this, for example deploy-bot.")}
        <Select
          label="Kind"
          onChange={({ target }) => setKind(target.value as ServiceJson["kind"])}
          options={[
            { value: "agent", label: "An agent: it proposes actions" },
            { value: "worker", label: "A worker: it carries out approved actions" },
          ]}
          value={kind}
        />
      </ActionDialog>
      <ActionDialog
        isIncomplete={name.trim() === ""}
        isOpen={adding === "group"}
        onClose={onClose}
        run={addGroup}
        submit="Add the group"
        title="Add a group"
      >
        {nameField("Policies and actions ask its members by this name, for example release.")}
      </ActionDialog>
    </>
  );
}
