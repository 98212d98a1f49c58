import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { createOwnKey, findKey, listKeys, revokeOwnKey } from "@handsfree/repositories/identity";
import { ref, renderPage } from "@handsfree/wire";
import {
  AccessKeyPageSchema,
  AccessKeySchema,
  GivenAccessKeySchema,
  renderAccessKey,
} from "@handsfree/wire/identity";
import Type from "typebox";
import { callerOf, contextOf, personOf } from "../../access/caller.ts";
import type { KnownCallers } from "../../access/route-access.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery, toTime } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { renderGiven } from "./given-key.ts";
import { keyMembers } from "./keys.ts";

const people: KnownCallers = { scopes: [], peopleOnly: true };
const tags = ["accounts"];

/** A person's own keys. */
export const ownKeyRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/me/keys",
    {
      config: { access: people },
      schema: {
        operationId: "listOwnKeys",
        summary: "List the caller's keys, newest first; none is shown itself",
        tags,
        querystring: listQuery({}),
        response: { 200: ref(AccessKeyPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = { ...filterOf(request.query), userId: personOf(request).id };
      return renderPage(await listKeys(db, filter, context), renderAccessKey, exactText);
    },
  );

  app.post(
    "/v1/me/keys",
    {
      config: { access: people, idempotency: "secret" },
      schema: {
        operationId: "createOwnKey",
        summary: "Make another key for the caller; no other answer holds its text",
        description:
          "It can have no scope that the caller's key does not have, and it ends no later than that.",
        tags,
        querystring: NoQuery,
        body: Type.Object(keyMembers, { additionalProperties: false }),
        response: { 201: ref(GivenAccessKeySchema), ...problemResponses(400, 403, 409) },
      },
    },
    async (request, reply) => {
      const { name, scopes, expires_at } = request.body;
      const { id, scopes: granted, credentialId } = callerOf(request);
      const input = { userId: id, name, scopes, expiresAt: toTime(expires_at) };
      const by = { granted, credentialId };
      const given = await createOwnKey(db, input, by, contextOf(request, context));
      return reply.code(201).send(renderGiven(reply, given, "/v1/me/keys/"));
    },
  );

  app.get(
    "/v1/me/keys/:id",
    {
      config: { access: people },
      schema: {
        operationId: "getOwnKey",
        summary: "Find one of the caller's keys; it is not shown itself",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(AccessKeySchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const key = await findKey(db, request.params.id, context);
      if (key !== undefined && key.userId === personOf(request).id) return renderAccessKey(key);
      throw notFound();
    },
  );

  app.post(
    "/v1/me/keys/:id/revoke",
    {
      config: { access: people },
      schema: {
        operationId: "revokeOwnKey",
        summary: "End one of the caller's keys for good, at once",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(AccessKeySchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const input = { ...request.params, userId: personOf(request).id };
      const revoked = await revokeOwnKey(db, input, contextOf(request, context));
      if (revoked.outcome !== "not_found") return renderAccessKey(revoked.key);
      throw notFound();
    },
  );
};

function notFound(): Problem {
  return new Problem(404, "not_found", "the caller has no key with this id");
}
