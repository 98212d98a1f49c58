import type { ReactNode } from "react";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { comparisons, type Rule } from "../language/rule.ts";

/** What a rule or a grant is about, in words. */
export function MatchWords({
  match: { types, repositories, services, where },
}: {
  readonly match: Pick<Rule, "types" | "repositories" | "services" | "where">;
}): ReactNode {
  const isAll = [types, repositories, services, where].every((part) => part.length === 0);
  if (isAll) return <span>anything is proposed</span>;
  return (
    <>
      <span>{types.length === 0 ? "any type" : <>type {oneOf(types)}</>}</span>
      {repositories.length > 0 && <span>in {oneOf(repositories)}</span>}
      {services.length > 0 && <span>proposed by {oneOf(services)}</span>}
      {where.map(({ at, comparison, value }, index) => (
        <span key={index}>
          <code dir="ltr">
            <UntrustedText most={80} text={at === "" ? "the payload" : at} />
          </code>{" "}
          {comparisons[comparison] ?? comparison}{" "}
          <code dir="ltr">
            <UntrustedText most={120} text={value} />
          </code>
        </span>
      ))}
    </>
  );
}

function oneOf(texts: readonly string[]): ReactNode {
  return texts.map((text, index) => (
    <span key={index}>
      {index > 0 && (index === texts.length - 1 ? " or " : ", ")}
      <code dir="ltr">
        <UntrustedText most={80} text={text} />
      </code>
    </span>
  ));
}
