import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  addGroupMember,
  listGroupMembers,
  removeGroupMember,
} from "@handsfree/repositories/identity";
import { ref, Uuid } from "@handsfree/wire";
import { GroupMembersSchema, renderGroupMembers } from "@handsfree/wire/identity";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { GroupName, NameParameters, noGroup } from "./schemas.ts";

const MemberParameters = Type.Object({ name: ref(GroupName), user_id: Uuid });
const ofMember = { tags: ["approver groups"], params: MemberParameters, querystring: NoQuery };
const done = Type.Null({ description: "It is so now, also if it was so before" });

export const groupMemberRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/approver-groups/:name/members",
    {
      config: { access: admins },
      schema: {
        operationId: "listGroupMembers",
        summary: "List all members of a group",
        tags: ["approver groups"],
        params: NameParameters,
        querystring: NoQuery,
        response: { 200: ref(GroupMembersSchema), ...problemResponses(400, 404) },
      },
    },
    async ({ params }) => {
      const members = await listGroupMembers(db, params.name);
      if (members === undefined) throw noGroup();
      return renderGroupMembers(members);
    },
  );

  app.put(
    "/v1/approver-groups/:name/members/:user_id",
    {
      config: { access: admins },
      schema: {
        ...ofMember,
        operationId: "addGroupMember",
        summary: "Add a user to a group, who may then decide what the group is asked",
        response: { 204: done, ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const added = await addGroupMember(db, changeOf(request), contextOf(request, context));
      if (added.outcome === "not_found") throw noGroup();
      if (added.outcome === "user_not_found") {
        const detail = "there is no enabled user with this id";
        throw new Problem(404, added.outcome, detail, { field: "user_id" });
      }
      if (added.outcome === "too_many") {
        const { outcome, limit } = added;
        const detail = `the group has ${limit} members already; remove one first`;
        throw new Problem(409, outcome, detail, { limit });
      }
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/v1/approver-groups/:name/members/:user_id",
    {
      config: { access: admins },
      schema: {
        ...ofMember,
        operationId: "removeGroupMember",
        summary: "Remove a user from a group; approvals that they gave stay",
        response: { 204: done, ...problemResponses(400, 404) },
      },
    },
    async (request, reply) => {
      const removed = await removeGroupMember(db, changeOf(request), contextOf(request, context));
      if (removed.outcome === "not_found") throw noGroup();
      return reply.code(204).send(null);
    },
  );
};

interface MemberRequest extends Pick<FastifyRequest, "caller"> {
  readonly params: { readonly name: string; readonly user_id: string };
}

function changeOf(request: MemberRequest) {
  const { name, user_id } = request.params;
  return { group: name, userId: user_id, by: callerOf(request).id };
}
