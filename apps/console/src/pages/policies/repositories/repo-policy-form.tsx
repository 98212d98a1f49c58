import type { RepoPolicyJson } from "@handsfree/wire/repo-policies";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { reread } from "../../../api/reread.ts";
import { ActionDialog } from "../../../components/action-dialog/action-dialog.tsx";
import { Checkbox, TextInput } from "../../../components/field/field.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import styles from "./repo-policies.module.css";

const switches = {
  allow_merge: "Pull requests may be merged",
  allow_rerun: "Checks may be run again",
  allow_request_review: "Reviews may be requested",
  allow_comment: "Comments may be written",
  require_confirmation: "A person confirms each action",
  require_checks_green: "Before a merge, all checks are green",
} as const;
type Switch = keyof typeof switches;

/** As the server makes a new policy. */
const defaults: Readonly<Record<Switch, boolean>> & { readonly required_approvals: number } = {
  allow_merge: false,
  allow_rerun: true,
  allow_request_review: true,
  allow_comment: true,
  require_confirmation: true,
  require_checks_green: true,
  required_approvals: 1,
};

/** Asks what may happen in a repository. */
export function RepoPolicyForm({
  policy,
  onClose,
}: {
  /** Undefined for one that has none yet. */
  readonly policy: RepoPolicyJson | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const [repository, setRepository] = useState(policy?.repository ?? "");
  const [values, setValues] = useState({
    ...defaults,
    ...(policy !== undefined && {
      allow_merge: policy.allow_merge,
      allow_rerun: policy.allow_rerun,
      allow_request_review: policy.allow_request_review,
      allow_comment: policy.allow_comment ?? true,
      require_confirmation: policy.require_confirmation,
      require_checks_green: policy.require_checks_green,
      required_approvals: policy.required_approvals,
    }),
  });
  const [owner = "", name = "", ...others] = repository.trim().split("/");
  const isName = owner !== "" && name !== "" && others.length === 0;
  const save = async (): Promise<void> => {
    await client.request("PUT /v1/repo-policies/{owner}/{name}", {
      path: { owner, name },
      body: values,
    });
    await reread("repo_policy");
  };
  return (
    <ActionDialog
      isIncomplete={!isName}
      isOpen
      onClose={onClose}
      run={save}
      submit="Save"
      title={
        policy === undefined ? (
          "Add a repository"
        ) : (
          <>
            What may happen in <UntrustedText most={140} text={policy.repository} />
          </>
        )
      }
    >
      {policy === undefined && (
        <TextInput
          dir="ltr"
          hint="Its owner and its name, for example acme/website"
          label="Repository"
          onChange={({ target }) => setRepository(target.value)}
          spellCheck={false}
          value={repository}
        />
      )}
      <div className={styles["choices"]}>
        {Object.entries(switches).map(([key, label]) => (
          <Checkbox
            checked={values[key as Switch]}
            key={key}
            label={label}
            onChange={({ target }) => setValues({ ...values, [key]: target.checked })}
          />
        ))}
      </div>
      <TextInput
        label="Approving reviews before a merge"
        max={100}
        min={0}
        onChange={({ target }) =>
          setValues({ ...values, required_approvals: target.valueAsNumber || 0 })
        }
        type="number"
        value={values.required_approvals}
      />
    </ActionDialog>
  );
}
