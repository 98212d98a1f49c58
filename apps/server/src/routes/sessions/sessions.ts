import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  endSession,
  endSessionsOf,
  findSession,
  listSessions,
} from "@handsfree/repositories/sessions";
import { ref, renderPage } from "@handsfree/wire";
import {
  EndedSessionsSchema,
  renderSession,
  SessionPageSchema,
  SessionSchema,
} from "@handsfree/wire/identity";
import Type from "typebox";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import type { KnownCallers } from "../../access/route-access.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import { clearSession } from "../../sign-in/cookies.ts";
import { localSignIn } from "../../sign-in/settings.ts";
import type { Services } from "../../services.ts";

/** A person manages their own sessions, and an admin those of all. */
const ownSessions: KnownCallers = { scopes: [], peopleOnly: true, signedIn: true, owned: true };

export const sessionRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, signIn = localSignIn },
) => {
  app.delete(
    "/v1/session",
    {
      config: { access: { scopes: [], peopleOnly: true } },
      schema: {
        operationId: "signOut",
        summary: "Sign out: the session of this browser ends",
        tags: ["sessions"],
        querystring: NoQuery,
        response: { 204: Type.Null({ description: "It has ended" }), ...problemResponses(404) },
      },
    },
    async (request, reply) => {
      const { signedIn, id: by } = callerOf(request);
      if (signedIn === undefined) throw new Problem(404, "not_found", "a key has no session");
      await endSession(db, { id: signedIn.session.id, by }, contextOf(request, context));
      clearSession(reply, signIn);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/v1/sessions",
    {
      config: { access: ownSessions },
      schema: {
        operationId: "listSessions",
        summary: "List the caller's sessions, newest first, with those that have ended",
        tags: ["sessions"],
        headers: OwnerHeaders,
        querystring: listQuery({}),
        response: { 200: ref(SessionPageSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const filter = { ...filterOf(request.query), userId: ownerOf(request) };
      return renderPage(await listSessions(db, filter, context), renderSession, exactText);
    },
  );

  app.delete(
    "/v1/sessions",
    {
      config: { access: ownSessions },
      schema: {
        operationId: "endSessions",
        summary: "End all of the caller's sessions, also this one",
        tags: ["sessions"],
        headers: OwnerHeaders,
        querystring: NoQuery,
        response: { 200: ref(EndedSessionsSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const whose = { userId: ownerOf(request), by: callerOf(request).id };
      return { ended: await endSessionsOf(db, whose, contextOf(request, context)) };
    },
  );

  app.delete(
    "/v1/sessions/:id",
    {
      config: { access: ownSessions },
      schema: {
        operationId: "endSession",
        summary: "End one of the caller's sessions; one that has ended stays so",
        tags: ["sessions"],
        headers: OwnerHeaders,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(SessionSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const found = await findSession(db, id, context);
      if (found?.userId !== ownerOf(request)) throw notFound();
      const by = callerOf(request).id;
      const ended = await endSession(db, { id, by }, contextOf(request, context));
      if (ended.outcome === "not_found") throw notFound();
      return renderSession(ended.session);
    },
  );
};

function notFound(): Problem {
  return new Problem(404, "not_found", "the caller has no session with this id");
}
