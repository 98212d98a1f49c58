import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findRepoPolicy,
  listRepoPolicies,
  removeRepoPolicy,
  setRepoPolicy,
} from "@handsfree/repositories/repo-policies";
import { fieldsOf, ref, renderPage } from "@handsfree/wire";
import {
  renderRepoPolicy,
  RepoPolicyPageSchema,
  RepoPolicySchema,
} from "@handsfree/wire/repo-policies";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import { deciderOwners, repoPolicyReaders } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, listQuery, Name, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

const Values = Type.Object(
  {
    allow_merge: Type.Optional(Type.Boolean({ description: "In a new policy: false" })),
    allow_rerun: Type.Optional(Type.Boolean({ description: "In a new policy: true" })),
    allow_request_review: Type.Optional(Type.Boolean({ description: "In a new policy: true" })),
    allow_comment: Type.Optional(Type.Boolean({ description: "In a new policy: true" })),
    require_confirmation: Type.Optional(Type.Boolean({ description: "In a new policy: true" })),
    require_checks_green: Type.Optional(Type.Boolean({ description: "In a new policy: true" })),
    required_approvals: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100, description: "In a new policy: 1" }),
    ),
  },
  { additionalProperties: false },
);
const tags = ["repository policies"];
const forOne = {
  tags,
  headers: OwnerHeaders,
  params: Type.Object({ owner: ref(Name), name: ref(Name) }),
  querystring: NoQuery,
};

export const repoPolicyRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/repo-policies",
    {
      config: { access: repoPolicyReaders },
      schema: {
        operationId: "listRepoPolicies",
        summary: "List the caller's policies of repositories, newest first",
        tags,
        headers: OwnerHeaders,
        querystring: listQuery({}),
        response: { 200: ref(RepoPolicyPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = { ...filterOf(request.query), userId: ownerOf(request) };
      return renderPage(await listRepoPolicies(db, filter), renderRepoPolicy, exactText);
    },
  );

  app.get(
    "/v1/repo-policies/:owner/:name",
    {
      config: { access: repoPolicyReaders },
      schema: {
        ...forOne,
        operationId: "getRepoPolicy",
        summary: "The caller's policy of a repository, whose name is compared without case",
        response: { 200: ref(RepoPolicySchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const policy = await findRepoPolicy(db, keyOf(request), context);
      if (policy === undefined) throw notFound();
      return renderRepoPolicy(policy);
    },
  );

  app.put(
    "/v1/repo-policies/:owner/:name",
    {
      config: { access: deciderOwners },
      schema: {
        ...forOne,
        operationId: "setRepoPolicy",
        summary: "Add or change the caller's policy of a repository; what is left out stays",
        body: Values,
        response: {
          200: ref(RepoPolicySchema, "It was there before"),
          201: ref(RepoPolicySchema, "It is new"),
          ...problemResponses(400),
        },
      },
    },
    async (request, reply) => {
      const input = { ...fieldsOf(request.body), ...keyOf(request), by: callerOf(request).id };
      const { outcome, policy } = await setRepoPolicy(db, input, contextOf(request, context));
      if (outcome !== "created") return renderRepoPolicy(policy);
      const { owner, name } = request.params;
      return reply
        .code(201)
        .header("location", `/v1/repo-policies/${[owner, name].map(encodeURIComponent).join("/")}`)
        .send(renderRepoPolicy(policy));
    },
  );

  app.delete(
    "/v1/repo-policies/:owner/:name",
    {
      config: { access: deciderOwners },
      schema: {
        ...forOne,
        operationId: "removeRepoPolicy",
        summary: "Remove the caller's policy of a repository",
        response: {
          204: Type.Null({ description: "It is removed" }),
          ...problemResponses(400, 404),
        },
      },
    },
    async (request, reply) => {
      const removal = { ...keyOf(request), by: callerOf(request).id };
      const { outcome } = await removeRepoPolicy(db, removal, contextOf(request, context));
      if (outcome === "not_found") throw notFound();
      return reply.code(204).send(null);
    },
  );
};

interface PolicyRequest extends Pick<FastifyRequest, "owner"> {
  readonly params: { readonly owner: string; readonly name: string };
}

function keyOf(request: PolicyRequest) {
  const { owner, name } = request.params;
  return { userId: ownerOf(request), repository: `${owner}/${name}` };
}

function notFound(): Problem {
  return new Problem(404, "not_found", "the caller has no policy of this repository");
}
