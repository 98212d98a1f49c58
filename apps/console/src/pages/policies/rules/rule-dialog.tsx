import { type ReactNode, useState } from "react";
import { ActionDialog } from "../../../components/action-dialog/action-dialog.tsx";
import { ExplainedError } from "../../../components/error-state/describe-error.ts";
import { TextInput } from "../../../components/field/field.tsx";
import { checkText } from "../check-policies.ts";
import { changeRules } from "../language/edit-rules.ts";
import { readRules } from "../language/read-rules.ts";
import type { Rule } from "../language/rule.ts";
import { EffectFields } from "./effect-fields.tsx";
import { MatchFields } from "./match-fields.tsx";
import { fieldsOf, type RuleFields, ruleOf } from "./rule-fields.ts";
import { errorOf, noProblem, readProblem } from "./rule-problem.ts";

const newRule: Rule = {
  name: "",
  types: [],
  services: [],
  repositories: [],
  where: [],
  effect: { kind: "as_proposed" },
};

/** Asks what a rule says: one of the draft, or a new one behind them. The server checks it before it is in the draft. */
export function RuleDialog({
  rule,
  at,
  text,
  onChange,
  onClose,
}: {
  /** Undefined for a new one. */
  readonly rule: Rule | undefined;
  readonly at: number;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [fields, setFields] = useState(() => fieldsOf(rule ?? newRule));
  const [wrong, setWrong] = useState(noProblem);
  const change = (next: RuleFields): void => {
    setFields(next);
    setWrong(noProblem);
  };
  const apply = async (): Promise<void> => {
    const given = ruleOf(fields);
    const next = changeRules(
      text,
      rule === undefined ? { kind: "add", rule: given } : { kind: "set", at, rule: given },
    );
    if (next === undefined) {
      throw new ExplainedError("The text cannot be changed here", "Mend it in the text first.");
    }
    const { problem, line } = await checkText(next);
    const read = readRules(next);
    const lines = "problem" in read ? undefined : read.rules[at]?.lines;
    const isHere =
      line === undefined || lines === undefined || (line >= lines[0] && line <= lines[1]);
    if (problem !== undefined && isHere) {
      setWrong(readProblem(problem));
      throw new ExplainedError("The rule is not right", problem);
    }
    onChange(next);
  };
  return (
    <ActionDialog
      isIncomplete={fields.name.trim() === ""}
      isOpen
      isWide
      onClose={onClose}
      run={apply}
      submit={rule === undefined ? "Add to the draft" : "Save to the draft"}
      title={rule === undefined ? "Add a rule" : `Edit rule ${at + 1}`}
    >
      <TextInput
        error={errorOf(wrong, "name")}
        hint="The audit trail shows it with each decision."
        label="Name"
        maxLength={200}
        onChange={({ target }) => change({ ...fields, name: target.value })}
        value={fields.name}
      />
      <MatchFields fields={fields} onChange={change} problem={wrong} />
      <EffectFields
        effect={fields.effect}
        onChange={(effect) => change({ ...fields, effect })}
        problem={wrong}
      />
    </ActionDialog>
  );
}
