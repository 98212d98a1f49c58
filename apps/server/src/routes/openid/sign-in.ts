import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  beginOpenIdSignIn,
  signInByOpenId,
  takeOpenIdRequest,
} from "@handsfree/repositories/sessions";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../../http/problem.ts";
import { refuseSignIn, requirePatience } from "../../sign-in/attempts.ts";
import {
  clearOpenIdSecret,
  openIdSecretOf,
  setOpenIdSecret,
  setSession,
} from "../../sign-in/cookies.ts";
import { nameOfFailure, OpenIdProvider, type ProvidedPerson } from "../../sign-in/openid.ts";
import { protectPage, refusalPage, signedInPage } from "../../sign-in/pages.ts";
import { localSignIn } from "../../sign-in/settings.ts";
import { tooManySignIns } from "../../sign-in/too-many.ts";
import type { Services } from "../../services.ts";

/** The way to a provider and back. A person sees its answers, so the routes are no part of the API's description. */
export const openIdRoutes: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, signIn = localSignIn } = services;
  const { openId } = signIn;
  if (openId === undefined) return;
  const provider = new OpenIdProvider(openId, signIn.origin);

  app.get(
    "/v1/openid/start",
    { config: { access: "public" }, schema: { hide: true } },
    async (request, reply) => {
      requirePatience(request, reply, services);
      const begun = await beginOpenIdSignIn(db, context);
      if (begun === undefined) throw tooManySignIns();
      const url = await provider.startUrl(begun).catch((error: unknown) => {
        request.log.error({ failure: nameOfFailure(error) }, "the provider does not answer");
      });
      if (url === undefined) {
        const detail = "the OpenID provider does not answer; sign in by another way";
        const problem = new Problem(503, "provider_unavailable", detail);
        // A person who has followed the link sees a page.
        if (request.headers.accept?.includes("text/html") !== true) throw problem;
        protectPage(reply);
        const text =
          "The OpenID provider does not answer. Try again later, or sign in by another way.";
        return html(reply, problem.status, refusalPage(text));
      }
      setOpenIdSecret(reply, begun.secret, signIn);
      return reply.header("cache-control", "no-store").redirect(url, 303);
    },
  );

  app.get(
    "/v1/openid/callback",
    {
      // The provider leads the browser here. That the browser has asked for it, its cookie shows.
      config: { access: "public", linked: true },
      schema: { hide: true },
    },
    async (request, reply) => {
      requirePatience(request, reply, services);
      protectPage(reply);
      clearOpenIdSecret(reply, signIn);
      const answered = await answer(request);
      if (typeof answered === "string") return refuse(request, reply, answered);
      const userAgent = request.headers["user-agent"];
      const { createsMembers } = openId;
      const person = { ...answered, createsMembers, userAgent };
      const signedIn = await signInByOpenId(db, person, context);
      if (signedIn.outcome !== "signed_in") return refuse(request, reply, signedIn.outcome);
      setSession(reply, signedIn.text, signIn);
      // Not a redirect: a strict cookie is not sent on a way that began at the provider.
      return html(reply, 200, signedInPage());
    },
  );

  /** @returns the person, or why the answer was refused. */
  async function answer(request: FastifyRequest): Promise<ProvidedPerson | string> {
    const secret = openIdSecretOf(request, signIn);
    if (secret === undefined) return "another_browser";
    const begun = await takeOpenIdRequest(db, secret, context);
    if (begun === undefined) return "not_waiting";
    const [, query = ""] = request.url.split("?", 2);
    return provider.answer(query, begun).catch((error: unknown) => nameOfFailure(error));
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, outcome: string): FastifyReply {
    const { status } = refuseSignIn(request, services, { way: "openid", outcome });
    return html(
      reply,
      status,
      refusalPage("You could not be signed in. Begin again, or ask an admin to add you."),
    );
  }
};

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type("text/html; charset=utf-8").send(text);
}
