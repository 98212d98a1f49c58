import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  dryRunPolicies,
  findPolicies,
  listPolicyVersions,
  parsePolicies,
  policyLimits,
  printEffect,
  replacePolicies,
  type StoredPolicies,
} from "@handsfree/repositories/policies";
import { Nullable, ref } from "@handsfree/wire";
import {
  CheckedPoliciesSchema,
  ExpandedPoliciesSchema,
  PoliciesSchema,
  PolicyDryRunSchema,
  ExpandedPolicyVersionPageSchema,
  renderPolicies,
  renderPolicyDryRun,
  renderPolicyVersion,
} from "@handsfree/wire/policies";
import Type from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins, policyReaders, policyTriers } from "../../access/groups.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, NoQuery, pageQuery, toTime } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { policyExpansions } from "../../expansions/records.ts";

const PolicyText = Type.String({
  minLength: 1,
  maxLength: policyLimits.textBytes,
  description: "The text form of all policies, YAML",
});
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

/** The policies of all proposals, which admins write. */
export const policyRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/policies",
    {
      config: { access: policyReaders },
      schema: {
        operationId: "getPolicies",
        summary: "Find the policies that hold",
        tags: ["policies"],
        querystring: recordQuery(policyExpansions),
        response: { 200: ref(ExpandedPoliciesSchema), ...problemResponses(404) },
      },
    },
    async (request) => {
      const policies = found(await findPolicies(db));
      return renderExpanded(policies, renderPolicies, policyExpansions, { db, context, request });
    },
  );

  app.put(
    "/v1/policies",
    {
      bodyLimit: bodyLimits.record,
      config: { access: admins },
      schema: {
        operationId: "replacePolicies",
        summary: "Store a new version of the policies, which holds from then on",
        description:
          "With 409 the version that holds is another one than based_on. With 422 the policies name a group that does not exist.",
        tags: ["policies"],
        querystring: NoQuery,
        body: Type.Object(
          {
            text: PolicyText,
            based_on: Nullable(
              Type.Integer({
                minimum: 1,
                maximum: 2_147_483_647,
                description: "The version that the text was made from; null if there is none",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(PoliciesSchema), ...problemResponses(400, 409, 413, 422) },
      },
    },
    async (request) => {
      const { text, based_on: basedOn } = request.body;
      const by = callerOf(request).id;
      const replaced = await replacePolicies(
        db,
        { text, basedOn, by },
        contextOf(request, context),
      );
      if (replaced.outcome === "replaced") return renderPolicies(replaced.policies);
      if (replaced.outcome === "unknown_group") throw unknownGroup("text", replaced.group);
      const { outcome, version } = replaced;
      const detail = "another version holds meanwhile; look at it, and send the text again";
      throw new Problem(409, outcome, detail, { version });
    },
  );

  app.get(
    "/v1/policies/versions",
    {
      config: { access: policyReaders },
      schema: {
        operationId: "listPolicyVersions",
        summary: "List the versions of the policies, newest first",
        tags: ["policies"],
        querystring: Type.Object(
          { ...pageQuery, ...expandQuery(policyExpansions) },
          { additionalProperties: false },
        ),
        response: { 200: ref(ExpandedPolicyVersionPageSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const page = await listPolicyVersions(db, filterOf(request.query));
      return renderExpandedPage(page, renderPolicyVersion, policyExpansions, {
        db,
        context,
        request,
      });
    },
  );

  app.get(
    "/v1/policies/versions/:version",
    {
      config: { access: policyReaders },
      schema: {
        operationId: "getPolicyVersion",
        summary: "Find the policies of a version",
        tags: ["policies"],
        params: Type.Object({ version: Version }),
        querystring: recordQuery(policyExpansions),
        response: { 200: ref(ExpandedPoliciesSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const policies = found(await findPolicies(db, request.params.version));
      return renderExpanded(policies, renderPolicies, policyExpansions, { db, context, request });
    },
  );

  app.post(
    "/v1/policies/check",
    {
      bodyLimit: bodyLimits.record,
      config: { access: policyTriers },
      schema: {
        operationId: "checkPolicies",
        summary: "Check the text of policies, and store nothing",
        tags: ["policies"],
        querystring: NoQuery,
        body: Type.Object({ text: PolicyText }, { additionalProperties: false }),
        response: { 200: ref(CheckedPoliciesSchema), ...problemResponses(400, 413) },
      },
    },
    async ({ body }) => ({ policies: parsePolicies(body.text).length }),
  );

  app.post(
    "/v1/policies/dry-run",
    {
      bodyLimit: bodyLimits.record,
      config: { access: policyTriers },
      schema: {
        operationId: "dryRunPolicies",
        summary: "Try policies on past actions, and say what would be decided otherwise",
        tags: ["policies"],
        querystring: NoQuery,
        body: Type.Object(
          {
            text: PolicyText,
            since: Type.Optional(
              Type.String({ format: "date-time", description: "Default: 30 days ago" }),
            ),
            limit: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 100_000,
                default: 10_000,
                description: "The maximum number of actions, the newest first",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(PolicyDryRunSchema), ...problemResponses(400, 413) },
      },
    },
    async ({ body: { since, ...input } }) => {
      const report = await dryRunPolicies(db, { ...input, since: toTime(since) }, context);
      return renderPolicyDryRun(report, printEffect);
    },
  );
};

/** @throws {Problem} 404 where nothing was found. */
function found(policies: StoredPolicies | undefined): StoredPolicies {
  if (policies !== undefined) return policies;
  throw new Problem(404, "not_found", "there are no such policies");
}

/** The problem of a group that is named and does not exist. */
export function unknownGroup(field: string, group: string): Problem {
  const detail = `there is no approver group ${JSON.stringify(group)}; add it first, or name another`;
  return new Problem(422, "unknown_group", detail, { field, group });
}
