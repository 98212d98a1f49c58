import type { ReactNode } from "react";
import { Page } from "../../components/page/page.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { Checks } from "./checks.tsx";
import { ServerState } from "./server-state.tsx";
import styles from "./server.module.css";

/** Whether the server works, what waits in it, and what it is. */
export function ServerPage(): ReactNode {
  const mayMeasure = hasScope(useMe(), ["metrics:read"]);
  return (
    <Page title="Health">
      <div className={styles["page"]}>
        <Checks />
        {mayMeasure && <ServerState />}
      </div>
    </Page>
  );
}
