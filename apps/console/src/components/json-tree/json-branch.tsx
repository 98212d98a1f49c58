import { type KeyboardEventHandler, type ReactNode, useState } from "react";
import { classNames } from "../class-names.ts";
import { Icon } from "../icons/icons.tsx";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";
import { memberPath, shapeOf } from "./json-node.ts";
import styles from "./json-tree.module.css";

/** How many members are drawn at a time. */
const portion = 100;

interface JsonBranchProps {
  readonly name: string | number | undefined;
  readonly value: unknown;
  readonly path: string;
  /** How many levels below are open at first. */
  readonly depth: number;
  readonly onKeyDown: KeyboardEventHandler<HTMLButtonElement>;
  readonly onChoose: (chosen: { readonly path: string; readonly value: unknown }) => void;
}

/** One line of a tree, and the lines below it. */
export function JsonBranch({
  name,
  value,
  path,
  depth,
  onKeyDown,
  onChoose,
}: JsonBranchProps): ReactNode {
  const { kind, entries, text } = shapeOf(value);
  const [isOpen, setOpen] = useState(depth > 0);
  const [shown, setShown] = useState(portion);
  const isBranch = entries.length > 0;
  const line = (
    <>
      {name !== undefined && (
        <span className={styles["name"]}>
          <UntrustedText canExpand={false} most={120} text={String(name)} />
        </span>
      )}
      {isBranch || kind === "object" || kind === "array" ? (
        <span className={styles["size"]}>{sizeOf(kind, entries.length)}</span>
      ) : (
        <span className={classNames(styles["value"], styles[kind])}>
          {kind === "string" ? (
            <>
              &quot;
              <UntrustedText canExpand={false} hasLines most={500} text={text} />
              &quot;
            </>
          ) : (
            text
          )}
        </span>
      )}
    </>
  );
  return (
    <>
      <button
        aria-expanded={isBranch ? isOpen : undefined}
        className={styles["line"]}
        data-line=""
        onClick={() => {
          onChoose({ path, value });
          if (isBranch) setOpen(!isOpen);
        }}
        onKeyDown={onKeyDown}
        onFocus={() => onChoose({ path, value })}
        type="button"
      >
        <span className={classNames(styles["twist"], isOpen && styles["open"])}>
          {isBranch && <Icon name="end" size={14} />}
        </span>
        <span>{line}</span>
      </button>
      {isBranch && isOpen && (
        <ul className={styles["children"]}>
          {entries.slice(0, shown).map(([key, child]) => (
            <li key={key}>
              <JsonBranch
                depth={depth - 1}
                name={key}
                onChoose={onChoose}
                onKeyDown={onKeyDown}
                path={memberPath(path, key)}
                value={child}
              />
            </li>
          ))}
          {entries.length > shown && (
            <li>
              <button
                className={styles["more"]}
                onClick={() => setShown(shown + portion)}
                type="button"
              >
                Show {Math.min(portion, entries.length - shown)} more of {entries.length}
              </button>
            </li>
          )}
        </ul>
      )}
    </>
  );
}

function sizeOf(kind: string, count: number): string {
  if (kind === "array") return count === 1 ? "[1 element]" : `[${count} elements]`;
  return count === 1 ? "{1 member}" : `{${count} members}`;
}
