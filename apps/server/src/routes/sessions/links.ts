import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findUserByEmail } from "@handsfree/repositories/identity";
import {
  createSignInLink,
  type CreatedSignInLink,
  previewSignInLink,
  signInByLink,
  signInUrl,
} from "@handsfree/repositories/sessions";
import { ref, Uuid } from "@handsfree/wire";
import {
  CallerSchema,
  renderUser,
  SignInLinkPreviewSchema,
  SignInLinkSchema,
} from "@handsfree/wire/identity";
import Type from "typebox";
import { contextOf, personOf } from "../../access/caller.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import { refuseSignIn, requirePatience } from "../../sign-in/attempts.ts";
import { localSignIn } from "../../sign-in/settings.ts";
import type { Services } from "../../services.ts";
import { answerSignedIn, nameOf } from "./signed-in.ts";

const Code = Type.String({ minLength: 1, maxLength: 200, description: "The code of a link" });

export const NewSignInLinkSchema = Type.Object(
  {
    user_id: Type.Optional(Uuid),
    email: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
  },
  {
    $id: "NewSignInLink",
    additionalProperties: false,
    description: "The user who will sign in, by one of the two. Default: the caller",
  },
);
export const FollowedLinkSchema = Type.Object(
  { code: Code },
  { $id: "FollowedLink", additionalProperties: false },
);

const refusals: Readonly<Record<Exclude<CreatedSignInLink["outcome"], "created">, string>> = {
  principal_not_found: "there is no such user",
  principal_disabled: "the user is disabled",
  too_many_links: "the user has as many open links as they may have; use one, or wait",
};

export const signInLinkRoutes: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, signIn = localSignIn } = services;
  app.post(
    "/v1/sign-in-links",
    {
      // A service must not sign in as a person, so it gets no link, with any scope.
      config: { access: { scopes: ["admin"], peopleOnly: true }, idempotency: "secret" },
      schema: {
        operationId: "createSignInLink",
        summary: "Make a link by which a person signs in once, within 15 minutes",
        tags: ["sessions"],
        querystring: NoQuery,
        body: ref(NewSignInLinkSchema),
        response: { 201: ref(SignInLinkSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const by = personOf(request).id;
      const { user_id, email } = request.body;
      if (user_id !== undefined && email !== undefined) {
        throw new Problem(400, "invalid_input", "email is given beside user_id; give one of them", {
          field: "email",
        });
      }
      const byEmail = email === undefined ? undefined : await findUserByEmail(db, email);
      if (email !== undefined && byEmail === undefined) throw notFound();
      const userId = user_id ?? byEmail?.id ?? by;
      const created = await createSignInLink(db, { userId, by }, contextOf(request, context));
      if (created.outcome === "principal_not_found") throw notFound();
      if (created.outcome !== "created") {
        throw new Problem(409, created.outcome, refusals[created.outcome]);
      }
      const { id, code, user, expiresAt } = created;
      void reply.header("cache-control", "no-store").code(201);
      return {
        id,
        url: signInUrl(signIn.origin, code),
        user: renderUser(user),
        expires_at: expiresAt.toISOString(),
      };
    },
  );

  app.post(
    "/v1/sign-in-links/preview",
    {
      config: { access: "public" },
      schema: {
        operationId: "previewSignInLink",
        summary: "Who would sign in by a link; it is not used up",
        tags: ["sessions"],
        querystring: NoQuery,
        body: ref(FollowedLinkSchema),
        response: { 200: ref(SignInLinkPreviewSchema), ...problemResponses(400, 401, 429) },
      },
    },
    async (request, reply) => {
      requirePatience(request, reply, services);
      const preview = await previewSignInLink(db, request.body.code, context);
      if (preview.outcome !== "usable") {
        throw refuseSignIn(request, services, { way: "link", outcome: preview.outcome });
      }
      void reply.header("cache-control", "no-store");
      return { name: nameOf(preview.user), expires_at: preview.expiresAt.toISOString() };
    },
  );

  app.post(
    "/v1/sessions",
    {
      config: { access: "public" },
      schema: {
        operationId: "signInByLink",
        summary: "Sign in by a link, which is then used up; the session is a cookie",
        tags: ["sessions"],
        querystring: NoQuery,
        body: ref(FollowedLinkSchema),
        response: { 201: ref(CallerSchema), ...problemResponses(400, 401, 429) },
      },
    },
    async (request, reply) => {
      requirePatience(request, reply, services);
      const followed = { code: request.body.code, userAgent: request.headers["user-agent"] };
      const signedIn = await signInByLink(db, followed, context);
      if (signedIn.outcome === "signed_in") return answerSignedIn(reply, signedIn, services);
      const { outcome } = signedIn;
      const linkId = "linkId" in signedIn ? signedIn.linkId : undefined;
      throw refuseSignIn(request, services, { way: "link", outcome, linkId });
    },
  );
};

function notFound(): Problem {
  return new Problem(404, "not_found", refusals.principal_not_found);
}
