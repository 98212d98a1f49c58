import type { ReactNode } from "react";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { nameOfPerson, usePeople } from "../../../directory/directory.ts";
import { hasScope, useMe } from "../../../session/me.ts";
import type { AskingEffect, RuleEffect } from "../language/rule.ts";
import { durationWords } from "./duration-words.ts";

/** How long people have if a rule does not say. */
const usualTime = "1h";

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
  const { group, approvers, approvals, expiresIn, edit, isStrong, escalateTo } = effect;
  const { escalationExpiresIn } = effect;
  const isMany = group === undefined && approvers.length > 1;
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
      {isMany ? "are" : "is"} asked for {many}, within{" "}
      <UntrustedText text={durationWords(expiresIn || usualTime)} />.
      {edit && " The arguments may be edited."}
      {isStrong && " Each approval takes a passkey."}{" "}
      {escalateTo === undefined ? (
        "If no one decides in time, it is refused."
      ) : (
        <>
          If no one decides in time, the group <strong>{named(escalateTo)}</strong> is asked, for{" "}
          <UntrustedText text={durationWords(escalationExpiresIn || usualTime)} />.
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
      It can be undone for <UntrustedText text={durationWords(grace)} />.
    </>
  );
}

function named(group: string): ReactNode {
  return <UntrustedText most={80} text={group} />;
}
