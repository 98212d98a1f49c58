import type { ExpandedPoliciesJson } from "@handsfree/wire/policies";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button } from "../../../components/button/button.tsx";
import { DiffView } from "../../../components/diff/diff-view.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { NameOf } from "../../../directory/name-of.tsx";
import type { PolicyDraft } from "../draft.ts";
import { mergeTexts } from "../language/merge-texts.ts";
import { emptyPolicies } from "../language/rule.ts";
import { policiesOfVersion } from "../stored-policies.ts";
import styles from "./conflict.module.css";

/** Says that another version was saved while the draft was written, what it changed, and how to go on with the draft. */
export function Conflict({
  draft,
  inForce,
  onResolve,
}: {
  readonly draft: PolicyDraft;
  readonly inForce: ExpandedPoliciesJson | null;
  readonly onResolve: (draft: PolicyDraft) => void;
}): ReactNode {
  const [isShown, setShown] = useState(false);
  const { data: base, error } = useQuery({
    ...policiesOfVersion(draft.basedOn ?? 0),
    enabled: draft.basedOn !== null,
  });
  const before = draft.basedOn === null ? emptyPolicies : base?.text;
  const theirs = inForce?.text ?? emptyPolicies;
  const version = inForce?.version ?? null;
  const merged = before === undefined ? undefined : mergeTexts(before, draft.text, theirs);
  return (
    <section aria-label="Changed meanwhile" className={styles["conflict"]}>
      <p role="status">
        <strong>
          {inForce === null || inForce.created_by === null ? (
            "Someone"
          ) : (
            <NameOf id={inForce.created_by} names={inForce.names} />
          )}{" "}
          saved version {version} while you were writing.
        </strong>{" "}
        Your draft was made from{" "}
        {draft.basedOn === null ? "no policies" : `version ${draft.basedOn}`}, and is kept as it is.{" "}
        {before !== undefined &&
          (merged === undefined
            ? "Both change the same lines. Look at their changes, and copy into the draft what you want to keep."
            : "Both change different lines.")}
      </p>
      {error !== null && <ErrorState error={error} />}
      {isShown && before !== undefined && (
        <DiffView
          context={4}
          after={theirs}
          before={before}
          label={`What version ${version} changed`}
        />
      )}
      <div className={styles["actions"]}>
        {before !== undefined && (
          <Button aria-expanded={isShown} onClick={() => setShown((shown) => !shown)}>
            {isShown ? "Hide their changes" : "Show their changes"}
          </Button>
        )}
        {merged !== undefined && (
          <Button kind="primary" onClick={() => onResolve({ text: merged, basedOn: version })}>
            Add their changes to the draft
          </Button>
        )}
        <Button onClick={() => onResolve({ ...draft, basedOn: version })}>
          Go on without their changes
        </Button>
      </div>
    </section>
  );
}
