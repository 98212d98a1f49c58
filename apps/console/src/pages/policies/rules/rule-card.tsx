import type { ReactNode } from "react";
import { Badge } from "../../../components/badge/badge.tsx";
import { Button, IconButton } from "../../../components/button/button.tsx";
import { Card } from "../../../components/card/card.tsx";
import { Menu } from "../../../components/menu/menu.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import type { RuleChange } from "../language/edit-rules.ts";
import type { PlacedRule } from "../language/read-rules.ts";
import { EffectWords } from "./effect-words.tsx";
import { MatchWords } from "./match-words.tsx";
import { ProblemNote, type ProblemPlace } from "./problem-note.tsx";
import styles from "./rule-list.module.css";

const kinds = {
  allow: { word: "allows", tone: "good" },
  deny: { word: "denies", tone: "bad" },
  ask: { word: "asks", tone: "info" },
  as_proposed: { word: "asks", tone: "info" },
} as const;

/** One rule, in words. */
export function RuleCard({
  placed: { rule, name },
  index,
  count,
  place,
  onChange,
  onEdit,
  onShowText,
}: {
  readonly placed: PlacedRule;
  readonly index: number;
  readonly count: number;
  /** What is wrong with it. */
  readonly place: ProblemPlace | undefined;
  readonly onChange: ((change: RuleChange) => void) | undefined;
  readonly onEdit: () => void;
  readonly onShowText: () => void;
}): ReactNode {
  const kind = rule && kinds[rule.effect.kind];
  const move = (to: number): void => onChange?.({ kind: "move", at: index, to });
  return (
    <Card className={styles["card"]}>
      <div className={styles["head"]}>
        <span className={styles["number"]}>{index + 1}</span>
        <h2 className={styles["name"]}>
          <UntrustedText text={name === "" ? "(without a name)" : name} />{" "}
          {kind !== undefined && <Badge tone={kind.tone}>{kind.word}</Badge>}
        </h2>
        {onChange !== undefined && (
          <div className={styles["actions"]}>
            {rule !== undefined && (
              <IconButton icon="edit" label={`Edit rule ${index + 1}`} onClick={onEdit} />
            )}
            <Menu
              items={[
                {
                  label: "Move up",
                  onSelect: () => move(index - 1),
                  isDisabled: index === 0,
                },
                {
                  label: "Move down",
                  onSelect: () => move(index + 1),
                  isDisabled: index === count - 1,
                },
                { label: "Remove", onSelect: () => onChange({ kind: "remove", at: index }) },
              ]}
              trigger={<IconButton icon="more" label={`More about rule ${index + 1}`} />}
            />
          </div>
        )}
      </div>
      {place !== undefined && <ProblemNote place={place} />}
      {rule === undefined ? (
        <div className={styles["unknown"]}>
          <p>The form cannot show this rule. Read and change it in the text.</p>
          <Button onClick={onShowText}>Show the text</Button>
        </div>
      ) : (
        <dl className={styles["sentence"]}>
          <dt>When</dt>
          <dd className={styles["words"]}>
            <MatchWords match={rule} />
          </dd>
          <dt>Then</dt>
          <dd>
            <EffectWords effect={rule.effect} />
          </dd>
        </dl>
      )}
    </Card>
  );
}
