import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import {
  changeGithubConnection,
  createGithubConnection,
  findGithubConnection,
  listGithubConnections,
  removeGithubConnection,
} from "@handsfree/repositories/github-connections";
import { fieldsOf, Nullable, ref, renderPage } from "@handsfree/wire";
import {
  GithubConnectionPageSchema,
  GithubConnectionSchema,
  renderGithubConnection,
} from "@handsfree/wire/github-connections";
import Type from "typebox";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import { connectionReaders, connectors, deciderOwners } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

const Text = Nullable(Type.String({ minLength: 1, maxLength: textLimits.short }));
const Values = Type.Object(
  {
    installation_id: Type.Optional(
      Nullable(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    ),
    token_ref: Type.Optional(
      Nullable(
        Type.String({
          minLength: 1,
          maxLength: textLimits.short,
          description: "The name of the token in a secret manager; a token is refused",
        }),
      ),
    ),
    scopes: Type.Optional(Text),
    login: Type.Optional(
      Nullable(
        Type.String({
          minLength: 1,
          maxLength: 50,
          description: "The user's login on GitHub, to whom notices about it go",
        }),
      ),
    ),
  },
  { additionalProperties: false },
);
const tags = ["github connections"];
const description =
  "An admin does this for themselves, or for the user in On-Behalf-Of: executors act by the connection, and notices about the login go to the user.";
const forOne = { tags, headers: OwnerHeaders, params: IdParameters, querystring: NoQuery };

export const githubConnectionRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/github-connections",
    {
      config: { access: connectionReaders },
      schema: {
        operationId: "listGithubConnections",
        summary: "List the caller's connections to GitHub, newest first",
        tags,
        headers: OwnerHeaders,
        querystring: listQuery({}),
        response: { 200: ref(GithubConnectionPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = { ...filterOf(request.query), userId: ownerOf(request) };
      return renderPage(await listGithubConnections(db, filter), renderGithubConnection, exactText);
    },
  );

  app.post(
    "/v1/github-connections",
    {
      config: { access: connectors },
      schema: {
        operationId: "createGithubConnection",
        summary: "Add a connection to GitHub: an installation, the name of a token, or both",
        description,
        tags,
        headers: OwnerHeaders,
        querystring: NoQuery,
        body: Values,
        response: { 201: ref(GithubConnectionSchema), ...problemResponses(400) },
      },
    },
    async (request, reply) => {
      const input = {
        ...fieldsOf(request.body),
        userId: ownerOf(request),
        by: callerOf(request).id,
      };
      const connection = await createGithubConnection(db, input, contextOf(request, context));
      return reply
        .code(201)
        .header("location", `/v1/github-connections/${connection.id}`)
        .send(renderGithubConnection(connection));
    },
  );

  app.get(
    "/v1/github-connections/:id",
    {
      config: { access: connectionReaders },
      schema: {
        ...forOne,
        operationId: "getGithubConnection",
        summary: "One of the caller's connections to GitHub",
        response: { 200: ref(GithubConnectionSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const key = { userId: ownerOf(request), id: request.params.id };
      const connection = await findGithubConnection(db, key);
      if (connection === undefined) throw notFound();
      return renderGithubConnection(connection);
    },
  );

  app.patch(
    "/v1/github-connections/:id",
    {
      config: { access: connectors },
      schema: {
        ...forOne,
        operationId: "changeGithubConnection",
        summary: "Change a connection; what is left out stays, and null removes it",
        description,
        body: Values,
        response: { 200: ref(GithubConnectionSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const key = { userId: ownerOf(request), id: request.params.id, by: callerOf(request).id };
      const change = { ...fieldsOf(request.body), ...key };
      const changed = await changeGithubConnection(db, change, contextOf(request, context));
      if (changed.outcome === "not_found") throw notFound();
      return renderGithubConnection(changed.connection);
    },
  );

  app.delete(
    "/v1/github-connections/:id",
    {
      config: { access: deciderOwners },
      schema: {
        ...forOne,
        operationId: "removeGithubConnection",
        summary: "Remove a connection; the secret manager keeps the token",
        response: {
          204: Type.Null({ description: "It is removed" }),
          ...problemResponses(400, 404),
        },
      },
    },
    async (request, reply) => {
      const key = { userId: ownerOf(request), id: request.params.id, by: callerOf(request).id };
      const { outcome } = await removeGithubConnection(db, key, contextOf(request, context));
      if (outcome === "not_found") throw notFound();
      return reply.code(204).send(null);
    },
  );
};

function notFound(): Problem {
  return new Problem(404, "not_found", "the caller has no connection with this id");
}
