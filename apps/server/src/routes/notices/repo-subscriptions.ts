import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findRepoSubscription,
  listRepoSubscriptions,
  removeRepoSubscription,
  setRepoSubscription,
} from "@handsfree/repositories/notices";
import { noticeKinds } from "@handsfree/schema";
import { Nullable, OneOf, ref, renderPage } from "@handsfree/wire";
import {
  renderRepoSubscription,
  RepoSubscriptionPageSchema,
  RepoSubscriptionSchema,
} from "@handsfree/wire/notices";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import { noticeOwners, noticeReaders, watchers } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, listQuery, Name, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

const tags = ["notices"];
const forOne = {
  tags,
  headers: OwnerHeaders,
  params: Type.Object({ owner: ref(Name), name: ref(Name, "* for all of the owner") }),
  querystring: NoQuery,
};
const Values = Type.Object(
  {
    kinds: Type.Optional(
      Nullable(
        Type.Array(OneOf(noticeKinds), {
          maxItems: noticeKinds.length,
          description: "The kinds of notices that are wanted. Default null, for all",
        }),
      ),
    ),
  },
  { additionalProperties: false },
);

/** The repositories of which a person wants notices that concern other people too. */
export const repoSubscriptionRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/repo-subscriptions",
    {
      config: { access: noticeReaders },
      schema: {
        operationId: "listRepoSubscriptions",
        summary: "List the repositories that the caller watches, newest first",
        tags,
        headers: OwnerHeaders,
        querystring: listQuery({}),
        response: { 200: ref(RepoSubscriptionPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = { ...filterOf(request.query), userId: ownerOf(request) };
      return renderPage(await listRepoSubscriptions(db, filter), renderRepoSubscription, exactText);
    },
  );

  app.get(
    "/v1/repo-subscriptions/:owner/:name",
    {
      config: { access: noticeReaders },
      schema: {
        ...forOne,
        operationId: "getRepoSubscription",
        summary: "The caller's subscription of a repository, whose name is compared without case",
        response: { 200: ref(RepoSubscriptionSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const found = await findRepoSubscription(db, keyOf(request), context);
      if (found === undefined) throw notFound();
      return renderRepoSubscription(found);
    },
  );

  app.put(
    "/v1/repo-subscriptions/:owner/:name",
    {
      config: { access: watchers },
      schema: {
        ...forOne,
        operationId: "setRepoSubscription",
        summary: "Watch a repository, or all of an owner: also what concerns other people there",
        body: Values,
        response: {
          200: ref(RepoSubscriptionSchema, "It was there before"),
          201: ref(RepoSubscriptionSchema, "It is new"),
          ...problemResponses(400),
        },
      },
    },
    async (request, reply) => {
      const { kinds } = request.body;
      const input = { ...keyOf(request), kinds, by: callerOf(request).id };
      const set = await setRepoSubscription(db, input, contextOf(request, context));
      if (set.outcome !== "created") return renderRepoSubscription(set.subscription);
      const { owner, name } = request.params;
      const path = [owner, name].map(encodeURIComponent).join("/");
      return reply
        .code(201)
        .header("location", `/v1/repo-subscriptions/${path}`)
        .send(renderRepoSubscription(set.subscription));
    },
  );

  app.delete(
    "/v1/repo-subscriptions/:owner/:name",
    {
      config: { access: noticeOwners },
      schema: {
        ...forOne,
        operationId: "removeRepoSubscription",
        summary: "Watch a repository no more; its notices stay",
        response: {
          204: Type.Null({ description: "It is removed" }),
          ...problemResponses(400, 404),
        },
      },
    },
    async (request, reply) => {
      const removal = { ...keyOf(request), by: callerOf(request).id };
      if (!(await removeRepoSubscription(db, removal, contextOf(request, context)))) {
        throw notFound();
      }
      return reply.code(204).send(null);
    },
  );
};

interface SubscriptionRequest extends Pick<FastifyRequest, "owner"> {
  readonly params: { readonly owner: string; readonly name: string };
}

function keyOf(request: SubscriptionRequest) {
  const { owner, name } = request.params;
  return { userId: ownerOf(request), repository: `${owner}/${name}` };
}

function notFound(): Problem {
  return new Problem(404, "not_found", "the caller does not watch this repository");
}
