import { HandsFreeProblem } from "@handsfree/client";
import type { ExpandedPoliciesJson } from "@handsfree/wire/policies";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../../api/client.ts";
import { reread } from "../../../api/reread.ts";
import { Button } from "../../../components/button/button.tsx";
import { DiffView } from "../../../components/diff/diff-view.tsx";
import { EmptyState } from "../../../components/empty-state/empty-state.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Section } from "../../../components/section/section.tsx";
import { showToast } from "../../../components/toast/show-toast.ts";
import type { PolicyDraft } from "../draft.ts";
import { emptyPolicies } from "../language/rule.ts";
import { policiesInForce } from "../stored-policies.ts";
import { DryRun, dryRunOf } from "./dry-run.tsx";
import { ProblemNote, type ProblemPlace } from "./problem-note.tsx";
import styles from "./review.module.css";

/** What a draft changes: in the text, and in what would have been decided last month. Then it can be saved. */
export function Review({
  draft,
  inForce,
  place,
  isRight,
  onSaved,
}: {
  readonly draft: PolicyDraft | undefined;
  readonly inForce: ExpandedPoliciesJson | null;
  readonly place: ProblemPlace;
  /** Whether the server found nothing wrong with the draft as it is now. */
  readonly isRight: boolean;
  readonly onSaved: () => void;
}): ReactNode {
  const queryClient = useQueryClient();
  const version = inForce?.version ?? null;
  const { mutate, isPending, error } = useMutation({
    mutationFn: async ({ text, basedOn }: PolicyDraft) => {
      const body = { text, based_on: basedOn };
      return client.request("PUT /v1/policies", { body });
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries(policiesInForce);
      onSaved();
      showToast({ kind: "good", title: `Version ${saved.version} is in force` });
      await reread("policies");
    },
    onError: (problem) => {
      // The page then says so, and shows what the other person changed.
      if (isChangedMeanwhile(problem)) void reread("policies");
    },
  });
  const dryRun = useQuery({
    ...dryRunOf(draft?.text ?? ""),
    enabled: draft !== undefined && isRight,
  });
  if (draft === undefined) {
    return (
      <EmptyState icon="policies" title="There is no draft">
        Change the policies in the form or in the text. Here you then see what would be different,
        before you save it.
      </EmptyState>
    );
  }
  const isBehind = draft.basedOn !== version;
  return (
    <div className={styles["review"]}>
      <ProblemNote place={place} />
      <Section
        description={
          version === null
            ? "There are no rules yet."
            : `Compared with version ${version}, which is in force.`
        }
        title="Changes to the text"
      >
        <DiffView
          context={4}
          after={draft.text}
          before={inForce?.text ?? emptyPolicies}
          label="Changes to the text"
        />
      </Section>
      {isRight && <DryRun text={draft.text} />}
      {error !== null && !isChangedMeanwhile(error) && <ErrorState error={error} />}
      <div className={styles["save"]}>
        <Button
          disabled={!isRight || isBehind || dryRun.isPending}
          isBusy={isPending}
          kind="primary"
          onClick={() => mutate(draft)}
        >
          Save as version {(version ?? 0) + 1}
        </Button>
        <span>
          {isBehind
            ? "Decide first about the changes that were saved meanwhile."
            : "It decides every proposal from then on."}
        </span>
      </div>
    </div>
  );
}

function isChangedMeanwhile(error: Error): boolean {
  return error instanceof HandsFreeProblem && error.code === "changed_meanwhile";
}
