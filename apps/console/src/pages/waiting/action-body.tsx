import type { ShownAction } from "./shown-action.ts";
import type { ReactNode } from "react";
import { JsonTree } from "../../components/json-tree/json-tree.tsx";
import { ActionFacts } from "./action-facts.tsx";
import { EffectAndPreview } from "./effect-and-preview.tsx";
import styles from "./waiting.module.css";

/** All that a person must see before they decide. */
export function ActionBody({ action }: { readonly action: ShownAction }): ReactNode {
  return (
    <>
      <EffectAndPreview action={action} />
      <ActionFacts action={action} />
      <section className={styles["arguments"]}>
        <h3 className={styles["subtitle"]}>Exact arguments</h3>
        <JsonTree label="Exact arguments" text={action.display.action_payload} />
      </section>
    </>
  );
}
