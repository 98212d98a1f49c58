import type { ReactNode } from "react";
import { Button, IconButton } from "../../../components/button/button.tsx";
import { Select, TextInput } from "../../../components/field/field.tsx";
import { comparisons, type RuleCondition } from "../language/rule.ts";
import type { RuleFields } from "./rule-fields.ts";
import { errorOf, type RuleProblem } from "./rule-problem.ts";
import styles from "./rule-dialog.module.css";

/** What a rule is about. */
export function MatchFields({
  fields,
  problem,
  onChange,
}: {
  readonly problem: RuleProblem;
  readonly fields: RuleFields;
  readonly onChange: (fields: RuleFields) => void;
}): ReactNode {
  const { types, repositories, services, where } = fields;
  const setCondition = (index: number, condition: RuleCondition | undefined): void =>
    onChange({
      ...fields,
      where: where.flatMap((one, at) => {
        if (at !== index) return [one];
        return condition === undefined ? [] : [condition];
      }),
    });
  return (
    <fieldset className={styles["part"]}>
      <legend>When all of these match</legend>
      <TextInput
        dir="ltr"
        error={errorOf(problem, "types")}
        hint="Separate them by commas: merge_pr, git.*. Leave it empty for every type."
        label="Types of actions"
        onChange={({ target }) => onChange({ ...fields, types: target.value })}
        spellCheck={false}
        value={types}
      />
      <TextInput
        dir="ltr"
        error={errorOf(problem, "repositories")}
        hint="Separate them by commas: acme/*, octo/web. Leave it empty for any, or none."
        label="Repositories"
        onChange={({ target }) => onChange({ ...fields, repositories: target.value })}
        spellCheck={false}
        value={repositories}
      />
      <TextInput
        dir="ltr"
        error={errorOf(problem, "services")}
        hint="Names, separated by commas. Leave it empty for everyone. With a name, proposals of people do not match."
        label="Proposed by services"
        onChange={({ target }) => onChange({ ...fields, services: target.value })}
        spellCheck={false}
        value={services}
      />
      {where.map((condition, index) => (
        <Condition
          condition={condition}
          error={
            where.length === 1 || condition.value === ""
              ? errorOf(problem, condition.comparison)
              : undefined
          }
          key={index}
          number={index + 1}
          onChange={(next) => setCondition(index, next)}
        />
      ))}
      <div>
        <Button
          icon="plus"
          onClick={() =>
            onChange({ ...fields, where: [...where, { at: "/", comparison: "equals", value: "" }] })
          }
        >
          Add a condition on the payload
        </Button>
      </div>
    </fieldset>
  );
}

function Condition({
  condition,
  error,
  number,
  onChange,
}: {
  readonly condition: RuleCondition;
  /** What is wrong with its value. */
  readonly error: string | undefined;
  readonly number: number;
  readonly onChange: (condition: RuleCondition | undefined) => void;
}): ReactNode {
  return (
    <div aria-label={`Condition ${number}`} className={styles["condition"]} role="group">
      <TextInput
        dir="ltr"
        label="Place in the payload"
        onChange={({ target }) => onChange({ ...condition, at: target.value })}
        placeholder="/pull_request/number"
        spellCheck={false}
        value={condition.at}
      />
      <Select
        label="Comparison"
        onChange={({ target }) => onChange({ ...condition, comparison: target.value })}
        options={Object.entries(comparisons).map(([value, words]) => ({ value, label: words }))}
        value={condition.comparison}
      />
      <TextInput
        dir="ltr"
        error={error}
        hint={
          condition.comparison === "one_of"
            ? 'Separate them by commas: main, "release 1"'
            : 'true, 12, main, or "12" for a text'
        }
        label="Value"
        onChange={({ target }) => onChange({ ...condition, value: target.value })}
        spellCheck={false}
        value={condition.value}
      />
      <IconButton
        icon="close"
        label={`Remove condition ${number}`}
        onClick={() => onChange(undefined)}
      />
    </div>
  );
}
