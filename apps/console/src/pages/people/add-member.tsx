import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { Button } from "../../components/button/button.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Select } from "../../components/field/field.tsx";
import { optionsOfPeople, usePeople } from "../../directory/directory.ts";
import styles from "./people.module.css";

/** The choice of a person who becomes a member of a group. */
export function AddMember({
  group,
  members,
}: {
  readonly group: string;
  readonly members: ReadonlySet<string>;
}): ReactNode {
  const others = optionsOfPeople(usePeople().filter(({ id }) => !members.has(id)));
  const [id, setId] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const path = { name: group, user_id: id };
      await client.request("PUT /v1/approver-groups/{name}/members/{user_id}", { path });
      setId("");
      await reread("approver_group");
    },
  });
  return (
    <form
      className={styles["add"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (id !== "" && !isPending) mutate();
      }}
    >
      <Select
        label="Add a member"
        onChange={({ target }) => setId(target.value)}
        options={[{ value: "", label: "Choose a person" }, ...others]}
        value={id}
      />
      <Button disabled={id === ""} isBusy={isPending} type="submit">
        Add
      </Button>
      {error !== null && <ErrorState error={error} />}
    </form>
  );
}
