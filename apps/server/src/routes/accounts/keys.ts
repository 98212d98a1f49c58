import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  createKey,
  findKey,
  identityLimits,
  listKeys,
  revokeKey,
  rotateKey,
} from "@handsfree/repositories/identity";
import { accessScopeNames } from "@handsfree/schema";
import { fieldsOf, OneOf, ref, Uuid } from "@handsfree/wire";
import {
  ExpandedAccessKeyPageSchema,
  AccessKeySchema,
  ExpandedAccessKeySchema,
  GivenAccessKeySchema,
  renderAccessKey,
} from "@handsfree/wire/identity";
import Type from "typebox";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, Name, NoQuery, toTime } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { renderGiven } from "./given-key.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { keyExpansions } from "../../expansions/records.ts";

/** The members of the body that makes a key. */
export const keyMembers = {
  name: ref(Name, "What the key is for, for example laptop"),
  scopes: Type.Array(OneOf(accessScopeNames), { minItems: 1, maxItems: accessScopeNames.length }),
  expires_at: Type.Optional(
    Type.String({ format: "date-time", description: "From then on it is not valid" }),
  ),
};
const tags = ["accounts"];
const forOne = { tags, params: IdParameters, querystring: NoQuery };

/** The management of all keys, for admins. */
export const keyRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/keys",
    {
      config: { access: admins },
      schema: {
        operationId: "listKeys",
        summary: "List keys, newest first, with those that have ended; none is shown itself",
        tags,
        querystring: listQuery({
          user_id: Type.Optional(Uuid),
          service_id: Type.Optional(Uuid),
          ...expandQuery(keyExpansions),
        }),
        response: { 200: ref(ExpandedAccessKeyPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const page = await listKeys(db, filterOf(request.query), context);
      return renderExpandedPage(page, renderAccessKey, keyExpansions, { db, context, request });
    },
  );

  app.post(
    "/v1/keys",
    {
      config: { access: admins, idempotency: "secret" },
      schema: {
        operationId: "createKey",
        summary: "Make a key for a user or a service; no other answer holds its text",
        tags,
        querystring: NoQuery,
        body: Type.Object(
          {
            ...keyMembers,
            user_id: Type.Optional(Uuid),
            service_id: Type.Optional(Uuid),
            acts_for: Type.Optional(
              Type.Array(Uuid, {
                maxItems: identityLimits.actsFor,
                description: "The users that the service may act for",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 201: ref(GivenAccessKeySchema), ...problemResponses(400, 409) },
      },
    },
    async (request, reply) => {
      const { expires_at, ...body } = request.body;
      const input = { ...fieldsOf(body), expiresAt: toTime(expires_at), by: callerOf(request).id };
      const given = await createKey(db, input, contextOf(request, context));
      return reply.code(201).send(renderGiven(reply, given, "/v1/keys/"));
    },
  );

  app.get(
    "/v1/keys/:id",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "getKey",
        summary: "Find a key, also one that has ended; it is not shown itself",
        querystring: recordQuery(keyExpansions),
        response: { 200: ref(ExpandedAccessKeySchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const key = await findKey(db, request.params.id, context);
      if (key === undefined) {
        throw new Problem(404, "not_found", "there is no key with this id");
      }
      return renderExpanded(key, renderAccessKey, keyExpansions, { db, context, request });
    },
  );

  app.post(
    "/v1/keys/:id/rotate",
    {
      config: { access: admins, idempotency: "secret" },
      schema: {
        ...forOne,
        operationId: "rotateKey",
        summary: "Make a successor with the same rights; no other answer holds its text",
        body: Type.Object(
          {
            overlap_seconds: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: identityLimits.maximumOverlap,
                description: `How long the old key stays valid. Default ${identityLimits.defaultOverlap}`,
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 201: ref(GivenAccessKeySchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const input = { ...params, ...fieldsOf(body), by: callerOf(request).id };
      const given = await rotateKey(db, input, contextOf(request, context));
      return reply.code(201).send(renderGiven(reply, given, "/v1/keys/"));
    },
  );

  app.post(
    "/v1/keys/:id/revoke",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "revokeKey",
        summary: "End a key for good, at once",
        response: { 200: ref(AccessKeySchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const input = { ...request.params, by: callerOf(request).id };
      const revoked = await revokeKey(db, input, contextOf(request, context));
      if (revoked.outcome !== "not_found") return renderAccessKey(revoked.key);
      throw new Problem(404, "not_found", "there is no key with this id");
    },
  );
};
