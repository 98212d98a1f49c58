import { type ReactNode, useMemo, useState } from "react";
import { Button } from "../../../components/button/button.tsx";
import { Card } from "../../../components/card/card.tsx";
import { EmptyState } from "../../../components/empty-state/empty-state.tsx";
import { changeRules, type RuleChange } from "../language/edit-rules.ts";
import { readRules } from "../language/read-rules.ts";
import type { ProblemPlace } from "./problem-note.tsx";
import { ProblemNote } from "./problem-note.tsx";
import { RuleCard } from "./rule-card.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import styles from "./rule-list.module.css";

/** The policies as a list of rules, in the order in which they are asked. */
export function RuleList({
  text,
  place,
  onChange,
  onShowText,
}: {
  readonly text: string;
  readonly place: ProblemPlace;
  /** Undefined for somebody who may only read them. */
  readonly onChange: ((text: string) => void) | undefined;
  readonly onShowText: () => void;
}): ReactNode {
  const read = useMemo(() => readRules(text), [text]);
  /** The place of the rule that is edited; the one behind the last for a new one. */
  const [edited, setEdited] = useState<number>();
  if ("problem" in read) {
    return (
      <>
        <ProblemNote place={place} />
        <EmptyState
          actions={<Button onClick={onShowText}>Show the text</Button>}
          icon="policies"
          title="The form cannot show this text"
        >
          {read.problem} Mend it in the text.
        </EmptyState>
      </>
    );
  }
  const { rules } = read;
  const apply = (change: RuleChange): void => {
    const next = changeRules(text, change);
    if (next !== undefined) onChange?.(next);
  };
  const isPlaced = rules.some(({ lines }) => isWithin(lines, place));
  const add = onChange !== undefined && (
    <Button
      icon="plus"
      kind={rules.length === 0 ? "primary" : "plain"}
      onClick={() => setEdited(rules.length)}
    >
      Add a rule
    </Button>
  );
  return (
    <div className={styles["list"]}>
      {!isPlaced && <ProblemNote place={place} />}
      {rules.length > 1 && (
        <p className={styles["note"]}>
          From the top, the first rule that matches a proposal decides it.
        </p>
      )}
      <ol className={styles["list"]}>
        {rules.map((placed, index) => (
          <li key={`${placed.name} ${index}`}>
            <RuleCard
              count={rules.length}
              index={index}
              onChange={onChange && apply}
              onEdit={() => setEdited(index)}
              onShowText={onShowText}
              place={isWithin(placed.lines, place) ? place : undefined}
              placed={placed}
            />
          </li>
        ))}
      </ol>
      <Card className={styles["rest"]}>
        <h2>{rules.length === 0 ? "Every proposal" : "Everything else"}</h2>
        <p>The people whom the proposal names are asked. If it names none, its owner is asked.</p>
      </Card>
      {add !== false && <div>{add}</div>}
      {edited !== undefined && (
        <RuleDialog
          at={edited}
          key={edited}
          onChange={(next) => onChange?.(next)}
          onClose={() => setEdited(undefined)}
          rule={rules[edited]?.rule}
          text={text}
        />
      )}
    </div>
  );
}

function isWithin([first, last]: readonly [number, number], { line }: ProblemPlace): boolean {
  return line !== undefined && line >= first && line <= last;
}
