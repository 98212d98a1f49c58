import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ActionDialog } from "../../../components/action-dialog/action-dialog.tsx";
import { Badge } from "../../../components/badge/badge.tsx";
import { Button } from "../../../components/button/button.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { Tabs } from "../../../components/tabs/tabs.tsx";
import { hasScope, useMe } from "../../../session/me.ts";
import { useCheck } from "../check-policies.ts";
import { useDraft } from "../draft.ts";
import { emptyPolicies } from "../language/rule.ts";
import { policiesRoute } from "../routes.ts";
import { policiesInForce } from "../stored-policies.ts";
import { Conflict } from "./conflict.tsx";
import { InForce } from "./in-force.tsx";
import { Review } from "./review.tsx";
import { RuleList } from "./rule-list.tsx";
import { TextEditor } from "./text-editor.tsx";
import styles from "./rules.module.css";

/** The policies of the server: what holds, and for admins a draft of what shall hold, as a form and as a text. */
export function Rules(): ReactNode {
  const isAdmin = hasScope(useMe(), ["admin"]);
  const { view = "form" } = policiesRoute.useSearch();
  const navigate = policiesRoute.useNavigate();
  const { data: inForce, error, refetch } = useQuery(policiesInForce);
  const [draft, setDraft] = useDraft();
  const [isDiscarding, setDiscarding] = useState(false);
  const stored = inForce?.text ?? emptyPolicies;
  const text = (isAdmin ? draft?.text : undefined) ?? stored;
  const checked = useCheck(text, isAdmin && draft !== undefined);
  const version = inForce?.version ?? null;

  if (error !== null && inForce === undefined) {
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  if (inForce === undefined) return <Loading label="Reading the policies" />;

  const change = (next: string): void => {
    const basedOn = draft === undefined ? version : draft.basedOn;
    const isAsStored = next === stored && basedOn === version;
    setDraft(isAsStored ? undefined : { text: next, basedOn });
  };
  const show = (next: string): void =>
    void navigate({
      search: next === "text" || next === "review" ? { view: next } : {},
      resetScroll: false,
    });
  const isDraft = isAdmin && draft !== undefined;
  const problem = isDraft ? checked?.problem : undefined;
  const place = { problem, line: isDraft ? checked?.line : undefined };
  return (
    <div className={styles["rules"]}>
      <div className={styles["status"]}>
        <InForce policies={inForce} />
        {isDraft && (
          <div className={styles["draft"]}>
            <span>
              <Badge tone="warn">Draft, not in force</Badge>
            </span>
            {view !== "review" && (
              <Button kind="primary" onClick={() => show("review")}>
                Review and save
              </Button>
            )}
            <Button onClick={() => setDiscarding(true)}>Discard</Button>
          </div>
        )}
      </div>
      {isDraft && draft.basedOn !== version && (
        <Conflict draft={draft} inForce={inForce} onResolve={setDraft} />
      )}
      <Tabs
        isInner
        label="View of the policies"
        onChange={show}
        tabs={[
          {
            value: "form",
            label: "Form",
            content: (
              <RuleList
                onChange={isAdmin ? change : undefined}
                onShowText={() => show("text")}
                place={place}
                text={text}
              />
            ),
          },
          {
            value: "text",
            label: "Text",
            content: (
              <TextEditor onChange={isAdmin ? change : undefined} place={place} text={text} />
            ),
          },
          ...(isAdmin
            ? [
                {
                  value: "review",
                  label: "Review",
                  content: (
                    <Review
                      draft={draft}
                      inForce={inForce}
                      isRight={checked !== undefined && problem === undefined}
                      onSaved={() => {
                        setDraft(undefined);
                        show("form");
                      }}
                      place={place}
                    />
                  ),
                },
              ]
            : []),
        ]}
        value={isAdmin || view !== "review" ? view : "form"}
      />
      <ActionDialog
        description="What you wrote since then is lost."
        isOpen={isDiscarding}
        kind="bad"
        onClose={() => setDiscarding(false)}
        run={async () => setDraft(undefined)}
        submit="Discard it"
        title={`Discard the draft, and go back to ${version === null ? "no policies" : `version ${version}`}`}
      />
    </div>
  );
}
