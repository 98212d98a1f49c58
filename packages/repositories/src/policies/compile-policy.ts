import type { PayloadCondition, PolicyComparison } from "./condition.ts";
import { compileComparison } from "./judge-value.ts";
import { follow, requirePointer } from "./json-pointer.ts";
import type { Policy, PolicyMatch } from "./policy.ts";
import type { ProposalReading } from "./proposal.ts";
import { compileSegmentGlob } from "./segment-glob.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** One part of a match, or one of its conditions. */
export interface CompiledPart {
  readonly part: keyof PolicyMatch;
  /** The pointer of a condition. */
  readonly at?: string;
  readonly comparison?: PolicyComparison;
  readonly judge: (proposal: ProposalReading) => Verdict;
}

/** A policy with its parts in the order in which they are judged: the payload comes last, since it must be read. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly parts: readonly CompiledPart[];
}

const compiled = new WeakMap<Policy, CompiledPolicy>();

/** Compiles a policy of `checkPolicies`, which is frozen, so that one compilation serves all evaluations. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  let found = compiled.get(policy);
  if (found === undefined) {
    found = { policy, parts: partsOf(policy.match) };
    compiled.set(policy, found);
  }
  return found;
}

function partsOf({ types, services, repositories, where = [] }: PolicyMatch): CompiledPart[] {
  const parts: CompiledPart[] = [];
  if (types) {
    const matches = anyOf(types, ".");
    parts.push({ part: "types", judge: ({ actionType }) => verdictOf(matches(actionType)) });
  }
  if (services) {
    const names = new Set(services);
    const judge: CompiledPart["judge"] = ({ service }) =>
      verdictOf(service !== null && names.has(service));
    parts.push({ part: "services", judge });
  }
  if (repositories) {
    const matches = anyOf(
      repositories.map((pattern) => pattern.toLowerCase()),
      "/",
    );
    const judge: CompiledPart["judge"] = ({ repository }) =>
      typeof repository === "string" ? repository : verdictOf(matches(repository.text));
    parts.push({ part: "repositories", judge });
  }
  return [...parts, ...where.map(compileCondition)];
}

function compileCondition(condition: PayloadCondition): CompiledPart {
  const { at, comparison } = condition;
  const names = requirePointer("at", at);
  const judge = compileComparison(condition);
  return {
    part: "where",
    at,
    comparison,
    judge: ({ payload }) => {
      const read = payload();
      return typeof read === "string" ? read : judge(follow(read.value, names));
    },
  };
}

function anyOf(patterns: readonly string[], separator: string): (text: string) => boolean {
  const matchers = patterns.map((pattern) => compileSegmentGlob(pattern, separator));
  return (text) => matchers.some((matches) => matches(text));
}
