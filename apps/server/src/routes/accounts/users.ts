import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import {
  type ChangedUser,
  changeUser,
  type CreatedUser,
  createUser,
  type DisabledUser,
  disableUser,
  type EnabledUser,
  enableUser,
  findUser,
  listUsers,
} from "@handsfree/repositories/identity";
import { userRoles } from "@handsfree/schema";
import { fieldsOf, Nullable, OneOf, ref, renderPage, Uuid } from "@handsfree/wire";
import { renderUser, type UserJson, UserPageSchema, UserSchema } from "@handsfree/wire/identity";
import Type from "typebox";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

const values = {
  email: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 254 }))),
  display_name: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: textLimits.short }))),
  role: Type.Optional(OneOf(userRoles)),
};
const tags = ["accounts"];
const forOne = { tags, params: IdParameters, querystring: NoQuery };
const answers = { 200: ref(UserSchema), ...problemResponses(400, 404, 409) };

/** The management of users, for admins. */
export const userRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/users",
    {
      config: { access: admins },
      schema: {
        operationId: "listUsers",
        summary: "List the users, newest first, with those who are disabled",
        tags,
        querystring: listQuery({}),
        response: { 200: ref(UserPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ query }) => renderPage(await listUsers(db, filterOf(query)), renderUser, exactText),
  );

  app.post(
    "/v1/users",
    {
      config: { access: admins },
      schema: {
        operationId: "createUser",
        summary: "Add a person, who has no key yet",
        tags,
        querystring: NoQuery,
        body: Type.Object(
          {
            ...values,
            id: Type.Optional(Uuid),
          },
          { additionalProperties: false },
        ),
        response: { 201: ref(UserSchema), ...problemResponses(400, 409) },
      },
    },
    async (request, reply) => {
      const input = { ...fieldsOf(request.body), by: callerOf(request).id };
      const user = render(await createUser(db, input, contextOf(request, context)));
      return reply.code(201).header("location", `/v1/users/${user.id}`).send(user);
    },
  );

  app.get(
    "/v1/users/:id",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "getUser",
        summary: "Find a user, also one who is disabled",
        response: { 200: ref(UserSchema), ...problemResponses(400, 404) },
      },
    },
    async ({ params }) => {
      const user = await findUser(db, params.id);
      return render(user === undefined ? { outcome: "not_found" } : { outcome: "unchanged", user });
    },
  );

  app.patch(
    "/v1/users/:id",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "changeUser",
        summary: "Change a user; what is left out stays, and null removes it",
        body: Type.Object(values, { additionalProperties: false }),
        response: answers,
      },
    },
    async (request) => {
      const who = { userId: request.params.id, by: callerOf(request).id };
      const change = { ...fieldsOf(request.body), ...who };
      return render(await changeUser(db, change, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/users/:id/disable",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "disableUser",
        summary: "Lock a user out at once: none of their keys works any more",
        response: answers,
      },
    },
    async (request) => {
      const input = { userId: request.params.id, by: callerOf(request).id };
      return render(await disableUser(db, input, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/users/:id/enable",
    {
      config: { access: admins },
      schema: {
        ...forOne,
        operationId: "enableUser",
        summary: "Let a disabled user in again",
        response: answers,
      },
    },
    async (request) => {
      const input = { userId: request.params.id, by: callerOf(request).id };
      return render(await enableUser(db, input, contextOf(request, context)));
    },
  );
};

const refusals = {
  email_taken: "another user has this address",
  id_taken: "another user has this id",
  last_admin: "no other admin would be left who can sign in",
} as const;

/** A change that was made before is answered like one that is made now. */
function render(change: ChangedUser | CreatedUser | DisabledUser | EnabledUser): UserJson {
  const { outcome } = change;
  if ("user" in change && outcome !== "last_admin") return renderUser(change.user);
  if (outcome === "not_found") throw new Problem(404, outcome, "there is no user with this id");
  const code = outcome as keyof typeof refusals;
  throw new Problem(409, code, refusals[code]);
}
