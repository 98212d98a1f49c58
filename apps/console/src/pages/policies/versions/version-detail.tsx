import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ActionDialog } from "../../../components/action-dialog/action-dialog.tsx";
import { Button } from "../../../components/button/button.tsx";
import { RecordPane } from "../../../components/record/record.tsx";
import { DiffView } from "../../../components/diff/diff-view.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { Tabs } from "../../../components/tabs/tabs.tsx";
import { Time } from "../../../components/time/time.tsx";
import { NameOf } from "../../../directory/name-of.tsx";
import { hasScope, useMe } from "../../../session/me.ts";
import { useDraft } from "../draft.ts";
import { emptyPolicies } from "../language/rule.ts";
import { policiesRoute } from "../routes.ts";
import { TextEditor } from "../rules/text-editor.tsx";
import { policiesInForce, policiesOfVersion } from "../stored-policies.ts";

/** One version: what it changed, and its text. An admin can make a draft of it. */
export function VersionDetail({
  version,
  onClose,
}: {
  readonly version: number;
  readonly onClose: () => void;
}): ReactNode {
  const isAdmin = hasScope(useMe(), ["admin"]);
  const navigate = policiesRoute.useNavigate();
  const [draft, setDraft] = useDraft();
  const [isAsked, setAsked] = useState(false);
  const [view, setView] = useState("changes");
  const { data, error, refetch } = useQuery(policiesOfVersion(version));
  const { data: inForce } = useQuery(policiesInForce);
  const { data: previous } = useQuery({
    ...policiesOfVersion(version - 1),
    enabled: version > 1,
  });
  const before = version === 1 ? emptyPolicies : previous?.text;
  const isInForce = data !== undefined && data.replaced_at === null;
  const restore = (): void => {
    if (data === undefined) return;
    setDraft({ text: data.text, basedOn: inForce?.version ?? null });
    void navigate({ search: { view: "review" } });
  };
  return (
    <RecordPane
      closeLabel="Back to the list"
      actions={
        isAdmin &&
        data !== undefined &&
        inForce !== undefined &&
        !isInForce && (
          <Button onClick={() => (draft === undefined ? restore() : setAsked(true))}>
            Restore as a draft
          </Button>
        )
      }
      onClose={onClose}
      title={`Version ${version}`}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading the version" rows={3} />}
      {data !== undefined && (
        <>
          <p>
            Saved <Time at={data.created_at} />
            {data.created_by !== null && (
              <>
                {" "}
                by <NameOf id={data.created_by} names={data.names} />
              </>
            )}
            {data.replaced_at === null ? (
              ". It is in force."
            ) : (
              <>
                , replaced <Time at={data.replaced_at} />.
              </>
            )}
          </p>
          <Tabs
            isInner
            label="View of the version"
            onChange={setView}
            tabs={[
              {
                value: "changes",
                label: "What it changed",
                content:
                  before === undefined ? (
                    <Loading label="Reading the version before" rows={2} />
                  ) : (
                    <DiffView
                      context={4}
                      after={data.text}
                      before={before}
                      label={`What version ${version} changed`}
                    />
                  ),
              },
              {
                value: "text",
                label: "Text",
                content: (
                  <TextEditor
                    onChange={undefined}
                    place={{ problem: undefined, line: undefined }}
                    text={data.text}
                  />
                ),
              },
            ]}
            value={view}
          />
        </>
      )}
      <ActionDialog
        description="The draft that you have is lost."
        isOpen={isAsked}
        kind="bad"
        onClose={() => setAsked(false)}
        run={async () => restore()}
        submit="Replace the draft"
        title={`Replace the draft by version ${version}`}
      />
    </RecordPane>
  );
}
