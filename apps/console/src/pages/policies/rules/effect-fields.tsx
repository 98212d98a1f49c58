import type { ReactNode } from "react";
import { Select, TextArea, TextInput } from "../../../components/field/field.tsx";
import type { AskingEffect, RuleEffect } from "../language/rule.ts";
import { AskFields } from "./ask-fields.tsx";
import { errorOf, type RuleProblem } from "./rule-problem.ts";
import styles from "./rule-dialog.module.css";

const asking: AskingEffect = {
  kind: "ask",
  group: "",
  approvers: [],
  approvals: 1,
  expiresIn: "1h",
  edit: false,
  isStrong: false,
  escalateTo: undefined,
  escalationExpiresIn: "",
  grace: "",
};

/** What each choice begins with. */
const effects: Readonly<Record<string, { readonly label: string; readonly effect: RuleEffect }>> = {
  as_proposed: {
    label: "Ask the people whom the proposal names",
    effect: { kind: "as_proposed" },
  },
  group: { label: "Ask a group", effect: asking },
  people: { label: "Ask certain people", effect: { ...asking, group: undefined } },
  deny: { label: "Refuse it", effect: { kind: "deny", reason: "" } },
  allow: { label: "Carry it out without asking", effect: { kind: "allow", grace: "" } },
};

/** What a rule decides. */
export function EffectFields({
  effect,
  problem,
  onChange,
}: {
  readonly problem: RuleProblem;
  readonly effect: RuleEffect;
  readonly onChange: (effect: RuleEffect) => void;
}): ReactNode {
  const askingWhom = effect.kind === "ask" && effect.group === undefined ? "people" : "group";
  return (
    <fieldset className={styles["part"]}>
      <legend>Then</legend>
      <Select
        label="What happens"
        onChange={({ target }) => {
          const chosen = effects[target.value]?.effect ?? effect;
          // The times and the number stay when only other people are asked.
          const isStillAsking = chosen.kind === "ask" && effect.kind === "ask";
          onChange(isStillAsking ? { ...effect, group: chosen.group, approvers: [] } : chosen);
        }}
        options={Object.entries(effects).map(([value, { label }]) => ({ value, label }))}
        value={effect.kind === "ask" ? askingWhom : effect.kind}
      />
      {effect.kind === "deny" && (
        <TextArea
          error={errorOf(problem, "deny")}
          hint="The proposer reads it."
          label="Reason"
          maxLength={1000}
          onChange={({ target }) => onChange({ ...effect, reason: target.value })}
          value={effect.reason}
        />
      )}
      {effect.kind === "ask" && <AskFields effect={effect} onChange={onChange} problem={problem} />}
      {(effect.kind === "ask" || effect.kind === "allow") && (
        <TextInput
          dir="ltr"
          error={errorOf(problem, "grace")}
          hint="For example 10s or 5m, at most 1h. If it is empty, the action is carried out at once, without an undo."
          label="Time to undo"
          onChange={({ target }) => onChange({ ...effect, grace: target.value.trim() })}
          value={effect.grace}
        />
      )}
    </fieldset>
  );
}
