import Type, { type Static } from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type RecordOf, type Renderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { expandedOf, Names } from "./record-summaries.ts";

const version = {
  version: Type.Integer({ description: "From 1" }),
  created_at: Time,
  created_by: Nullable(Uuid),
  replaced_at: Nullable(Time),
};

/** The schema of a version of the policies, `PolicyVersion` in openapi.json. */
export const PolicyVersionSchema = named("PolicyVersion", version);
/** A version of all policies. `replaced_at` is null for the version that holds. */
export type PolicyVersionJson = Static<typeof PolicyVersionSchema>;

/** Renders a version of the policies. */
export const renderPolicyVersion: Renderer<PolicyVersionJson> = rendererOf(PolicyVersionSchema);

/** The schema of stored policies, `Policies` in openapi.json. */
export const PoliciesSchema = named("Policies", {
  ...version,
  text: Type.String({ description: "Their text form, YAML" }),
});
/** A version of all policies, with their text. */
export type PoliciesJson = Static<typeof PoliciesSchema>;

/** Renders stored policies. */
export const renderPolicies: Renderer<PoliciesJson> = rendererOf(PoliciesSchema);

/** The schema of checked policies, `CheckedPolicies` in openapi.json. */
export const CheckedPoliciesSchema = named("CheckedPolicies", {
  policies: Type.Integer({ description: "How many policies the text has" }),
});
/** The answer to a text without mistakes. */
export type CheckedPoliciesJson = Static<typeof CheckedPoliciesSchema>;

const Kind = OneOf(["allow", "ask", "deny"]);

/** The schema of what policies decide, `PolicyEffect` in openapi.json. */
export const PolicyEffectSchema = named("PolicyEffect", {
  kind: Kind,
  policy: Nullable(
    Type.String({ description: "The policy that decides, or null for the default" }),
  ),
  text: Type.String({ description: "The effect in the text form, in one line" }),
});
/** The decision of policies about one action. */
export type PolicyEffectJson = Static<typeof PolicyEffectSchema>;

/** The schema of the report of a dry run, `PolicyDryRun` in openapi.json. */
export const PolicyDryRunSchema = named("PolicyDryRun", {
  version: Nullable(
    Type.Integer({ description: "The stored version that the text was compared with" }),
  ),
  compared: Type.Integer({ description: "How many actions" }),
  different: Type.Integer({ description: "How many of them would be decided otherwise" }),
  changes: Type.Array(Type.Object({ before: Kind, after: Kind, count: Type.Integer() })),
  differences: Type.Array(
    Type.Object({
      id: Type.String({ format: "uuid", description: "The action" }),
      before: ref(PolicyEffectSchema),
      after: ref(PolicyEffectSchema),
    }),
    { description: "The first 500, newest first" },
  ),
  is_cut: Type.Boolean({
    description: "Whether older actions were left out, because of the limit",
  }),
});
/** The actions that other policies would decide otherwise. */
export type PolicyDryRunJson = Static<typeof PolicyDryRunSchema>;

/** The decision of one of two lists of policies. */
interface DecisionRecord<Effect> {
  readonly effect: Effect;
  readonly policy: string | null;
}

/** The domain object of `renderPolicyDryRun`. */
export interface PolicyDryRunRecord<
  Effect extends { readonly kind: PolicyEffectJson["kind"] },
> extends Omit<RecordOf<PolicyDryRunJson>, "differences"> {
  readonly differences: readonly {
    readonly id: string;
    readonly before: DecisionRecord<Effect>;
    readonly after: DecisionRecord<Effect>;
  }[];
}

const renderReport: Renderer<PolicyDryRunJson> = rendererOf(PolicyDryRunSchema);

/**
 * Renders the report of a dry run.
 *
 * @param printEffect prints an effect in the text form; `@handsfree/repositories` has it.
 */
export function renderPolicyDryRun<Effect extends { readonly kind: PolicyEffectJson["kind"] }>(
  report: PolicyDryRunRecord<Effect>,
  printEffect: (effect: Effect) => string,
): PolicyDryRunJson {
  const decided = ({ effect, policy }: DecisionRecord<Effect>): PolicyEffectJson => ({
    kind: effect.kind,
    policy,
    text: printEffect(effect),
  });
  const differences = report.differences.map(({ id, before, after }) => ({
    id,
    before: decided(before),
    after: decided(after),
  }));
  return renderReport({ ...report, differences });
}

/** The schema of a version of the policies with what `expand` adds, `ExpandedPolicyVersion` in openapi.json. */
export const ExpandedPolicyVersionSchema = expandedOf(PolicyVersionSchema, { names: Names });
/** A version of the policies, with what `expand` adds. */
export type ExpandedPolicyVersionJson = Static<typeof ExpandedPolicyVersionSchema>;

/** The schema of a page of them, `ExpandedPolicyVersionPage` in openapi.json. */
export const ExpandedPolicyVersionPageSchema: NamedSchema<PageJson<ExpandedPolicyVersionJson>> =
  pageOf(ExpandedPolicyVersionSchema);

/** The schema of stored policies with what `expand` adds, `ExpandedPolicies` in openapi.json. */
export const ExpandedPoliciesSchema = expandedOf(PoliciesSchema, { names: Names });
/** A version of all policies with their text, and with what `expand` adds. */
export type ExpandedPoliciesJson = Static<typeof ExpandedPoliciesSchema>;
