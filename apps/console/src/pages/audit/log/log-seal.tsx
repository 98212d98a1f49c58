import type { LogSealJson } from "@handsfree/wire/audit";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Facts } from "../../../components/card/card.tsx";
import { CopiedText } from "../../../components/copy/copied-text.tsx";
import { Time } from "../../../components/time/time.tsx";
import { useAudit } from "../use-audit.ts";
import styles from "./log.module.css";

/** Where a record is in the chain of the trail. */
export function LogSeal({ seal }: { readonly seal: LogSealJson | null }): ReactNode {
  const { isAuditor } = useAudit();
  return (
    <section className={styles["content"]}>
      <h3>Seal</h3>
      {seal === null ? (
        <p className={styles["none"]}>
          Not sealed yet. Records are sealed once they are a minute old.
        </p>
      ) : (
        <Facts
          rows={[
            ["Entry", `${seal.entry.toLocaleString("en")}, place ${seal.position + 1}`],
            ["Sealed", <Time at={seal.sealed_at} key="time" />],
            ["Signed", seal.is_signed ? "Yes" : "No"],
            [
              "Digest",
              <CopiedText key="hash" label="the digest of the record" text={seal.row_hash} />,
            ],
          ]}
        />
      )}
      {isAuditor && seal !== null && (
        <p className={styles["none"]}>
          Whether the record is as it was sealed tells{" "}
          <Link
            from="/audit"
            search={({ id: _id, ...before }) => ({ ...before, list: "verification" as const })}
            to="/audit"
          >
            a verification
          </Link>
          .
        </p>
      )}
    </section>
  );
}
