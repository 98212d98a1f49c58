import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  createService,
  disableService,
  enableService,
  findService,
  listServices,
  type Service,
} from "@handsfree/repositories/identity";
import { serviceKinds } from "@handsfree/schema";
import { OneOf, ref, renderPage } from "@handsfree/wire";
import {
  renderService,
  type ServiceJson,
  ServicePageSchema,
  ServiceSchema,
} from "@handsfree/wire/identity";
import Type from "typebox";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, Name, NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

const tags = ["accounts"];
const forOne = {
  tags,
  params: IdParameters,
  querystring: NoQuery,
  response: { 200: ref(ServiceSchema), ...problemResponses(400, 404) },
};

/** The management of agents and workers, for admins. */
export const serviceRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/services",
    {
      config: { access: admins },
      schema: {
        operationId: "listServices",
        summary: "List the agents and workers, newest first, with those that are disabled",
        tags,
        querystring: listQuery({}),
        response: { 200: ref(ServicePageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ query }) =>
      renderPage(await listServices(db, filterOf(query)), renderService, exactText),
  );

  app.post(
    "/v1/services",
    {
      config: { access: admins },
      schema: {
        operationId: "createService",
        summary: "Add an agent or a worker, which has no key yet",
        tags,
        querystring: NoQuery,
        body: Type.Object(
          { name: ref(Name), kind: OneOf(serviceKinds) },
          { additionalProperties: false },
        ),
        response: { 201: ref(ServiceSchema), ...problemResponses(400, 409) },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, by: callerOf(request).id };
      const created = await createService(db, input, contextOf(request, context));
      if (created.outcome === "created") {
        return reply
          .code(201)
          .header("location", `/v1/services/${created.service.id}`)
          .send(renderService(created.service));
      }
      throw new Problem(409, created.outcome, "another service has this name");
    },
  );

  app.get(
    "/v1/services/:id",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "getService",
        summary: "Find an agent or a worker, also one that is disabled",
      },
    },
    async ({ params }) => {
      const service = await findService(db, params.id);
      return render(service === undefined ? { outcome: "not_found" } : { service });
    },
  );

  app.post(
    "/v1/services/:id/disable",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "disableService",
        summary: "Lock a service out at once: none of its keys works any more",
      },
    },
    async (request) => {
      const input = { serviceId: request.params.id, by: callerOf(request).id };
      return render(await disableService(db, input, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/services/:id/enable",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "enableService",
        summary: "Let a disabled service in again",
      },
    },
    async (request) => {
      const input = { serviceId: request.params.id, by: callerOf(request).id };
      return render(await enableService(db, input, contextOf(request, context)));
    },
  );
};

function render(
  change: { readonly service: Service } | { readonly outcome: "not_found" },
): ServiceJson {
  if ("service" in change) return renderService(change.service);
  throw new Problem(404, change.outcome, "there is no service with this id");
}
