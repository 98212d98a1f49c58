import type { GivenAccessKeyJson } from "@handsfree/wire/identity";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Select, TextInput } from "../../components/field/field.tsx";
import { type Scope, useMe } from "../../session/me.ts";
import { ChooseOwner, type KeyOwner } from "./choose-owner.tsx";
import { ChooseScopes } from "./choose-scopes.tsx";
import { allScopes, scopesOfServices } from "./scopes.ts";

const lives = [
  { value: "90", label: "In 90 days" },
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "365", label: "In a year" },
  { value: "", label: "Never" },
];

/** Asks for a key of the person or, among all keys, of anybody. */
export function CreateKey({
  isOpen,
  isForAll,
  onClose,
  onGiven,
}: {
  readonly isOpen: boolean;
  readonly isForAll: boolean;
  readonly onClose: () => void;
  readonly onGiven: (given: GivenAccessKeyJson) => void;
}): ReactNode {
  const me = useMe();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set());
  const [days, setDays] = useState("90");
  const [owner, setOwner] = useState<KeyOwner>({ kind: "user", id: me.user.id, actsFor: [] });
  const isService = isForAll && owner.kind === "service";
  const offered = isForAll
    ? isService
      ? scopesOfServices
      : allScopes
    : allScopes.filter((scope) => me.scopes.includes(scope));
  const chosen = offered.filter((scope) => scopes.has(scope));

  const create = async (): Promise<void> => {
    const body = {
      name: name.trim(),
      scopes: chosen,
      ...(days !== "" && {
        expires_at: new Date(Date.now() + Number(days) * 86_400_000).toISOString(),
      }),
    };
    const ofOwner = isService
      ? { service_id: owner.id, acts_for: owner.actsFor }
      : { user_id: owner.id };
    onGiven(
      isForAll
        ? await client.request("POST /v1/keys", { body: { ...body, ...ofOwner } })
        : await client.request("POST /v1/me/keys", { body }),
    );
    setName("");
    setScopes(new Set());
    await reread("access_key");
  };

  return (
    <ActionDialog
      isIncomplete={name.trim() === "" || chosen.length === 0 || (isForAll && owner.id === "")}
      isOpen={isOpen}
      onClose={onClose}
      run={create}
      submit="Create the key"
      title={isForAll ? "Create a key" : "Create a key of yours"}
    >
      <TextInput
        hint="What it is for, for example laptop"
        label="Name"
        maxLength={200}
        onChange={({ target }) => setName(target.value)}
        value={name}
      />
      {isForAll && <ChooseOwner onChange={setOwner} owner={owner} />}
      <ChooseScopes chosen={scopes} offered={offered} onChange={setScopes} />
      <Select
        label="Expires"
        onChange={({ target }) => setDays(target.value)}
        options={lives}
        value={days}
      />
    </ActionDialog>
  );
}
