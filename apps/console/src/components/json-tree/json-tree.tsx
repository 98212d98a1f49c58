import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import { Copy } from "../copy/copy.tsx";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";
import { JsonBranch } from "./json-branch.tsx";
import { parseExactly } from "./exact-json.ts";
import styles from "./json-tree.module.css";

interface JsonTreeProps {
  /** What the value is, for screen readers. */
  readonly label: string;
  /** The value as JSON. Given as a text, since a parsed number can have lost its spelling. */
  readonly text: string;
  /** How many levels are open at first. Default 2. */
  readonly depth?: number;
}

/**
 * A value of JSON that opens level by level. The arrow keys move between its lines, and open and close them; the line
 * that was last touched can be copied, and its path.
 */
export function JsonTree({ label, text, depth = 2 }: JsonTreeProps): ReactNode {
  const parsed = useMemo(() => parseExactly(text), [text]);
  const [chosen, setChosen] = useState<{ readonly path: string; readonly value: unknown }>();
  if (parsed.problem !== undefined) {
    return (
      <pre className={styles["plain"]}>
        <UntrustedText hasLines most={2000} text={text} />
      </pre>
    );
  }
  const { path, value } = chosen ?? { path: "$", value: parsed.value };
  return (
    <div className={styles["frame"]}>
      <div aria-label={label} className={styles["tree"]} data-tree="" dir="ltr" role="group">
        <JsonBranch
          depth={depth}
          name={undefined}
          onChoose={setChosen}
          onKeyDown={moveBetweenLines}
          path="$"
          value={parsed.value}
        />
      </div>
      <div className={styles["bar"]}>
        <code className={styles["path"]} dir="ltr">
          <UntrustedText canExpand={false} most={120} text={path} />
        </code>
        <Copy isSmall={false} label="path" text={path} />
        <Copy isSmall={false} label="value" text={JSON.stringify(value, null, 2)} />
      </div>
    </div>
  );
}

function moveBetweenLines(event: KeyboardEvent<HTMLButtonElement>): void {
  const line = event.currentTarget;
  const tree = line.closest("[data-tree]");
  const lines = [...(tree?.querySelectorAll<HTMLButtonElement>("button[data-line]") ?? [])];
  const at = lines.indexOf(line);
  const isOpen = line.getAttribute("aria-expanded");
  const next = {
    ArrowDown: () => lines[at + 1]?.focus(),
    ArrowUp: () => lines[at - 1]?.focus(),
    Home: () => lines[0]?.focus(),
    End: () => lines.at(-1)?.focus(),
    ArrowRight: () => (isOpen === "false" ? line.click() : lines[at + 1]?.focus()),
    ArrowLeft: () =>
      isOpen === "true"
        ? line.click()
        : line
            .closest("ul")
            ?.closest("li, div")
            ?.querySelector<HTMLButtonElement>("button[data-line]")
            ?.focus(),
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  next();
}
