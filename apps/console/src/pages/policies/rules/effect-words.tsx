import type { ReactNode } from "react";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { nameOfPerson, usePeople } from "../../../directory/directory.ts";
import { hasScope, useMe } from "../../../session/me.ts";
import type { AskingEffect, RuleEffect } from "../language/rule.ts";

/** What a rule decides, in words. */
export function EffectWords({ effect }: { readonly effect: RuleEffect }): ReactNode {
  switch (effect.kind) {
    case "allow":
      return (
        <>
          It is carried out{effect.grace === "" ? " at once" : ""}; no one is asked.
          <GraceWords grace={effect.grace} />
        </>
      );
    case "deny":
      return (
        <>
          It is refused: <UntrustedText text={effect.reason} />
        </>
      );
    case "as_proposed":
      return "The people whom the proposal names are asked.";
    default:
      return <AskWords effect={effect} />;
  }
}

function AskWords({ effect }: { readonly effect: AskingEffect }): ReactNode {
  const { group, approvers, approvals, expiresIn, edit, escalateTo, escalationExpiresIn } = effect;
  const people = usePeople(hasScope(useMe(), ["admin"]) && approvers.length > 0);
  const names = approvers.map((id) => {
    const person = people.find((one) => one.id === id);
    return person === undefined ? id : nameOfPerson(person);
  });
  const many = approvals === 1 ? "one approval" : `${approvals} approvals`;
  return (
    <>
      {group === undefined ? (
        <UntrustedText text={names.join(", ")} />
      ) : (
        <>
          The group <strong>{named(group)}</strong>
        </>
      )}{" "}
      {group === undefined && approvers.length > 1 ? "are" : "is"} asked for {many} within{" "}
      {expiresIn === "" ? "1h" : <UntrustedText text={expiresIn} />}
      {edit ? ", and may edit it" : ""}.{" "}
      {escalateTo === undefined ? (
        "Undecided, it is refused."
      ) : (
        <>
          Undecided, the group <strong>{named(escalateTo)}</strong> is asked, for{" "}
          {escalationExpiresIn === "" ? "1h" : <UntrustedText text={escalationExpiresIn} />}.
        </>
      )}
      <GraceWords grace={effect.grace} />
    </>
  );
}

function GraceWords({ grace }: { readonly grace: string }): ReactNode {
  if (grace === "") return null;
  return (
    <>
      {" "}
      It can be undone for <UntrustedText text={grace} />.
    </>
  );
}

function named(group: string): ReactNode {
  return <UntrustedText most={80} text={group} />;
}
