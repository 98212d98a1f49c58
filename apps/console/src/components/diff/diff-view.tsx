import { type ReactNode, useMemo, useState } from "react";
import { Button } from "../button/button.tsx";
import { classNames } from "../class-names.ts";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";
import { type DiffLine, diffLines } from "./line-diff.ts";
import styles from "./diff-view.module.css";

/** So many lines are drawn. */
const mostLines = 2000;
const words = { same: "", removed: "Removed: ", added: "Added: " } as const;
const signs = { same: " ", removed: "−", added: "+" } as const;

/** The difference of two texts by lines. Unchanged lines are shown too, since a person approves the whole text. */
export function DiffView({
  before,
  after,
  label,
  context,
}: {
  readonly before: string;
  readonly after: string;
  readonly label: string;
  /** With it, only so many of the lines that stay are shown around each change, until a person asks for the others. */
  readonly context?: number;
}): ReactNode {
  const all = useMemo(() => diffLines(before, after), [before, after]);
  const [isWhole, setWhole] = useState(context === undefined);
  const lines = isWhole || context === undefined ? all : near(all, context);
  return (
    <>
      <ol aria-label={label} className={styles["diff"]} dir="ltr" tabIndex={0}>
        {lines.slice(0, mostLines).map((line, index) => (
          <li
            className={classNames(
              styles["line"],
              styles[line.kind],
              isGap(lines[index - 1], line) && styles["gap"],
            )}
            key={`${line.before ?? ""}:${line.after ?? ""}`}
          >
            <span aria-hidden="true" className={styles["sign"]}>
              {signs[line.kind]}
            </span>
            <span className="visually-hidden">{words[line.kind]}</span>
            <UntrustedText hasLines most={1000} text={line.text} />
          </li>
        ))}
        {lines.length > mostLines && <li className={styles["line"]}>… {lines.length} lines</li>}
        {lines.length === 0 && <li className={styles["line"]}>Nothing is different.</li>}
      </ol>
      {lines.length < all.length && (
        <div>
          <Button kind="quiet" onClick={() => setWhole(true)}>
            Show {(all.length - lines.length).toLocaleString("en")} lines that stay
          </Button>
        </div>
      )}
    </>
  );
}

/** The lines that change, and those around them. */
function near(lines: readonly DiffLine[], context: number): readonly DiffLine[] {
  const kept = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === "same") continue;
    for (let at = index - context; at <= index + context; at += 1) kept.add(at);
  }
  return lines.filter((_, index) => kept.has(index));
}

/** Whether lines between the two are not shown. */
function isGap(previous: DiffLine | undefined, { before, after }: DiffLine): boolean {
  if (previous === undefined) return (before ?? 1) > 1 && (after ?? 1) > 1;
  const isNext = (old: number | undefined, now: number | undefined): boolean =>
    old === undefined || now === undefined || now === old + 1;
  return !isNext(previous.before, before) || !isNext(previous.after, after);
}
