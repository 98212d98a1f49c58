import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  createApproverGroup,
  deleteApproverGroup,
  findApproverGroup,
  listApproverGroups,
} from "@handsfree/repositories/identity";
import { ref, renderPage } from "@handsfree/wire";
import {
  ApproverGroupPageSchema,
  ApproverGroupSchema,
  renderApproverGroup,
} from "@handsfree/wire/identity";
import Type from "typebox";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, listQuery, NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { GroupName, NameParameters, noGroup } from "./schemas.ts";

const tags = ["approver groups"];

export const approverGroupRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/approver-groups",
    {
      config: { access: admins },
      schema: {
        operationId: "listApproverGroups",
        summary: "List the groups that can be asked to decide, newest first",
        tags,
        querystring: listQuery({}),
        response: { 200: ref(ApproverGroupPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ query }) =>
      renderPage(await listApproverGroups(db, filterOf(query)), renderApproverGroup, exactText),
  );

  app.post(
    "/v1/approver-groups",
    {
      config: { access: admins },
      schema: {
        operationId: "createApproverGroup",
        summary: "Add a group without members",
        tags,
        querystring: NoQuery,
        body: Type.Object({ name: ref(GroupName) }, { additionalProperties: false }),
        response: { 201: ref(ApproverGroupSchema), ...problemResponses(400, 409) },
      },
    },
    async (request, reply) => {
      const input = { name: request.body.name, by: callerOf(request).id };
      const created = await createApproverGroup(db, input, contextOf(request, context));
      if (created.outcome === "created") {
        return reply
          .code(201)
          .header("location", `/v1/approver-groups/${encodeURIComponent(created.group.name)}`)
          .send(renderApproverGroup(created.group));
      }
      if (created.outcome === "name_taken") {
        throw new Problem(409, created.outcome, "another group has this name", { field: "name" });
      }
      const detail = `there are ${created.limit} groups already; delete one first`;
      throw new Problem(409, created.outcome, detail, { limit: created.limit });
    },
  );

  app.get(
    "/v1/approver-groups/:name",
    {
      config: { access: admins },
      schema: {
        operationId: "getApproverGroup",
        summary: "A group by its name",
        tags,
        params: NameParameters,
        querystring: NoQuery,
        response: { 200: ref(ApproverGroupSchema), ...problemResponses(400, 404) },
      },
    },
    async ({ params }) => {
      const group = await findApproverGroup(db, params.name);
      if (group === undefined) throw noGroup();
      return renderApproverGroup(group);
    },
  );

  app.delete(
    "/v1/approver-groups/:name",
    {
      config: { access: admins },
      schema: {
        operationId: "deleteApproverGroup",
        summary: "Delete a group that no waiting action asks",
        tags,
        params: NameParameters,
        querystring: NoQuery,
        response: {
          204: Type.Null({ description: "It is deleted" }),
          ...problemResponses(400, 404, 409),
        },
      },
    },
    async (request, reply) => {
      const input = { name: request.params.name, by: callerOf(request).id };
      const deleted = await deleteApproverGroup(db, input, contextOf(request, context));
      if (deleted.outcome === "not_found") throw noGroup();
      if (deleted.outcome === "in_use") {
        const { outcome, waiting } = deleted;
        const detail = `${waiting} waiting actions ask this group; let them be decided first`;
        throw new Problem(409, outcome, detail, { waiting });
      }
      return reply.code(204).send(null);
    },
  );
};
