import type { GivenAccessKeyJson } from "@handsfree/wire/identity";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Select } from "../../components/field/field.tsx";

const overlaps = [
  { value: "86400", label: "A day" },
  { value: "3600", label: "An hour" },
  { value: "604800", label: "A week" },
  { value: "2592000", label: "30 days" },
  { value: "0", label: "Not at all: it ends at once" },
];

/** Asks for a successor of a key. */
export function RotateKey({
  id,
  name,
  isOpen,
  onClose,
  onGiven,
}: {
  readonly id: string;
  readonly name: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onGiven: (given: GivenAccessKeyJson) => void;
}): ReactNode {
  const [overlap, setOverlap] = useState("86400");
  const rotate = async (): Promise<void> => {
    const body = { overlap_seconds: Number(overlap) };
    onGiven(await client.request("POST /v1/keys/{id}/rotate", { path: { id }, body }));
    await reread("access_key");
  };
  return (
    <ActionDialog
      description="A new key with the same rights replaces it. Give it to what uses the old one, before that ends."
      isOpen={isOpen}
      onClose={onClose}
      run={rotate}
      submit="Rotate it"
      title={<>Rotate the key {name}</>}
    >
      <Select
        label="How long the old key still works"
        onChange={({ target }) => setOverlap(target.value)}
        options={overlaps}
        value={overlap}
      />
    </ActionDialog>
  );
}
