import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Page } from "../../components/page/page.tsx";
import { useListPlace } from "../../components/record/use-list-place.ts";
import { Split } from "../../components/split/split.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { Log } from "./log/log.tsx";
import { LogList } from "./log-list.tsx";
import { useAudit } from "./use-audit.ts";
import { Verification } from "./verification/verification.tsx";

/** What was done in whose name, and whether the record of it is as it was written. */
export function AuditPage(): ReactNode {
  const { search, change, isAuditor } = useAudit();
  const place = useListPlace();
  const [isExporting, setExporting] = useState(false);
  const { id } = search;
  const close = (): void => {
    change({ id: undefined });
    place.comeBack();
  };
  const records = (
    <>
      <AuditFilters />
      <LogList onOpen={place.leave} />
    </>
  );
  return (
    <Page
      actions={
        search.list === undefined && (
          <Button icon="download" onClick={() => setExporting(true)}>
            Export…
          </Button>
        )
      }
      title="Audit"
    >
      <Split
        detail={id === undefined ? undefined : <Log id={id} key={id} onClose={close} />}
        list={
          isAuditor ? (
            <Tabs
              label="Parts of the audit trail"
              onChange={(list) =>
                change({ list: list === "verification" ? "verification" : undefined })
              }
              tabs={[
                { value: "records", label: "Records", content: records },
                { value: "verification", label: "Verification", content: <Verification /> },
              ]}
              value={search.list ?? "records"}
            />
          ) : (
            records
          )
        }
        placeholder={
          <EmptyState icon="audit" title="No record is open">
            Choose one to see what was asked for, and what came of it.
          </EmptyState>
        }
      />
      {isExporting && <ExportDialog onClose={() => setExporting(false)} />}
    </Page>
  );
}
