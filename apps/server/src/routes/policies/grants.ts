import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  createGrant,
  findGrant,
  grantLimits,
  listGrants,
  type PolicyMatch,
  revokeGrant,
  type StandingGrant,
} from "@handsfree/repositories/policies";
import { textLimits } from "@handsfree/repositories";
import { ref } from "@handsfree/wire";
import {
  renderStandingGrant,
  ExpandedStandingGrantPageSchema,
  ExpandedStandingGrantSchema,
  StandingGrantSchema,
} from "@handsfree/wire/policies";
import Type from "typebox";
import { callerOf, contextOf, ownerOf, personOf } from "../../access/caller.ts";
import { deciders, grantReaders } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { grantExpansions } from "../../expansions/records.ts";

/** Approvals that people give before actions are proposed. Only a person can give one, and only their own. */
export const grantRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/grants",
    {
      config: { access: deciders },
      schema: {
        operationId: "createGrant",
        summary: "Approve actions before they are proposed, where they ask the caller",
        tags: ["standing grants"],
        querystring: NoQuery,
        body: Type.Object(
          {
            match: Type.Unknown({
              description:
                "The actions that it is about, as the match of a policy: types, services, repositories, and where, a list of conditions with at, comparison and value. At least one of them",
            }),
            maximum_uses: Type.Integer({ minimum: 1, maximum: grantLimits.uses }),
            expires_in_seconds: Type.Integer({
              minimum: grantLimits.minimumLife,
              maximum: grantLimits.life,
            }),
            reason: Type.Optional(Type.String({ minLength: 1, maxLength: textLimits.short })),
          },
          { additionalProperties: false },
        ),
        response: { 201: ref(StandingGrantSchema), ...problemResponses(400, 409) },
      },
    },
    async (request, reply) => {
      const { maximum_uses: maximumUses, expires_in_seconds: expiresInSeconds } = request.body;
      const { id } = personOf(request);
      const created = await createGrant(
        db,
        {
          userId: id,
          match: exactMember(request, "match") as PolicyMatch,
          maximumUses,
          expiresInSeconds,
          reason: request.body.reason,
          by: id,
        },
        contextOf(request, context),
      );
      if (created.outcome === "created") {
        return reply
          .code(201)
          .header("location", `/v1/grants/${created.grant.id}`)
          .send(renderStandingGrant(created.grant, exactText));
      }
      const { outcome } = created;
      throw new Problem(409, outcome, refusals[outcome]);
    },
  );

  app.get(
    "/v1/grants",
    {
      config: { access: grantReaders },
      schema: {
        operationId: "listGrants",
        summary: "List the caller's standing grants, newest first",
        tags: ["standing grants"],
        headers: OwnerHeaders,
        querystring: listQuery({
          everyone: Type.Optional(
            Type.Boolean({ description: "Those of all people; the caller needs the scope admin" }),
          ),
          ...expandQuery(grantExpansions),
        }),
        response: { 200: ref(ExpandedStandingGrantPageSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const { everyone = false, ...query } = request.query;
      const { scopes, id: callerId } = callerOf(request);
      if (everyone && !scopes.includes("admin")) {
        const detail = "the grants of all people need the scope admin; leave everyone out";
        throw new Problem(403, "insufficient_scope", detail, { scopes: ["admin"] });
      }
      if (everyone) request.log.info({ callerId }, "the scope admin was used for all grants");
      const userId = everyone ? undefined : ownerOf(request);
      const page = await listGrants(db, { ...filterOf(query), userId }, context);
      return renderExpandedPage(page, renderStandingGrant, grantExpansions, {
        db,
        context,
        request,
      });
    },
  );

  app.get(
    "/v1/grants/:id",
    {
      config: { access: grantReaders },
      schema: {
        operationId: "getGrant",
        summary: "Find a standing grant",
        tags: ["standing grants"],
        headers: OwnerHeaders,
        params: IdParameters,
        querystring: recordQuery(grantExpansions),
        response: { 200: ref(ExpandedStandingGrantSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const found = await findGrant(db, request.params.id, context);
      const grant = ownGrant(found, ownerOf(request));
      return renderExpanded(grant, renderStandingGrant, grantExpansions, { db, context, request });
    },
  );

  app.post(
    "/v1/grants/:id/revoke",
    {
      config: { access: grantReaders },
      schema: {
        operationId: "revokeGrant",
        summary: "End a standing grant for good; a repetition changes nothing",
        tags: ["standing grants"],
        headers: OwnerHeaders,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(StandingGrantSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const owner = ownerOf(request);
      ownGrant(await findGrant(db, id, context), owner);
      const by = callerOf(request).id;
      const revoked = await revokeGrant(db, { id, by }, contextOf(request, context));
      const grant = revoked.outcome === "not_found" ? undefined : revoked.grant;
      return renderStandingGrant(ownGrant(grant, owner), exactText);
    },
  );
};

const refusals = {
  user_not_found: "the caller was erased meanwhile",
  user_disabled: "the caller was disabled meanwhile",
  too_many_grants: `the caller has ${grantLimits.ofPerson} grants that hold; revoke one first`,
} as const;

/** @throws {Problem} 404 for a grant of another person, as for one that does not exist. */
function ownGrant(grant: StandingGrant | undefined, owner: string): StandingGrant {
  if (grant?.userId === owner) return grant;
  throw new Problem(404, "not_found", "there is no such grant of this person");
}
