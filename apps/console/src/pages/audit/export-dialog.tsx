import type { QueryOf } from "@handsfree/client";
import type { ReactNode } from "react";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { Icon } from "../../components/icons/icons.tsx";
import { type AuditFilter, toQuery } from "./audit-search.ts";
import styles from "./export-dialog.module.css";
import { useAudit } from "./use-audit.ts";

type Format = QueryOf<"GET /v1/action-logs/export">["format"];

const formats: readonly (readonly [format: Format, name: string, use: string])[] = [
  ["jsonl", "JSON Lines", "A record a line, as the API answers it"],
  ["csv", "CSV", "For spreadsheets; requests and results are JSON texts"],
  ["parquet", "Parquet", "For DuckDB and other tools that analyse"],
];

/** Offers the records that the filters show as files. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { filter, owner } = useAudit();
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Dialog
      description={
        <>
          {isFiltered
            ? "All records that match the filters, newest first."
            : "All records, newest first. Set filters before to export fewer."}{" "}
          The server refuses more than 1,000,000 records, or 256 MiB of contents.
        </>
      }
      isOpen
      onClose={onClose}
      title="Export records"
    >
      <ul className={styles["formats"]}>
        {formats.map(([format, name, use]) => (
          <li key={format}>
            <a
              className={styles["format"]}
              download
              href={exportAddress(format, filter, owner.onBehalfOf !== undefined)}
              onClick={onClose}
            >
              <Icon name="download" />
              <span>
                <strong>{name}</strong>
                <span className={styles["use"]}>{use}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** The address of a file, for a link: the browser keeps the file, and the page needs no memory for it. */
function exportAddress(format: Format, filter: AuditFilter, isOfAll: boolean): string {
  const query = { format, ...(isOfAll && { all_users: true }), ...toQuery(filter) };
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  );
  return `/v1/action-logs/export?${search.toString()}`;
}
