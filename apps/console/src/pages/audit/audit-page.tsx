import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { Page } from "../../components/page/page.tsx";
import { ListWithRecord } from "../../components/record-list/list-with-record.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { Log } from "./log/log.tsx";
import { LogList } from "./log-list.tsx";
import { useAudit } from "./use-audit.ts";
import { Verification } from "./verification/verification.tsx";

/** What was done in whose name, and whether the record of it is as it was written. */
export function AuditPage(): ReactNode {
  const address = useAudit();
  const { search, change, isAuditor } = address;
  const [isExporting, setExporting] = useState(false);
  const records = (onOpen: () => void): ReactNode => (
    <>
      <AuditFilters />
      <LogList onOpen={onOpen} />
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
      <ListWithRecord
        address={address}
        icon="audit"
        list={(onOpen) =>
          isAuditor ? (
            <Tabs
              label="Parts of the audit trail"
              onChange={(list) =>
                change({ list: list === "verification" ? "verification" : undefined })
              }
              tabs={[
                { value: "records", label: "Records", content: records(onOpen) },
                { value: "verification", label: "Verification", content: <Verification /> },
              ]}
              value={search.list ?? "records"}
            />
          ) : (
            records(onOpen)
          )
        }
        record={(id, onClose) => <Log id={id} key={id} onClose={onClose} />}
        title="No record is open"
      >
        Choose one to see what was asked for, and what came of it.
      </ListWithRecord>
      {isExporting && <ExportDialog onClose={() => setExporting(false)} />}
    </Page>
  );
}
