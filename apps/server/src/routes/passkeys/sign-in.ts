import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findPasskey, signInByPasskey } from "@handsfree/repositories/sessions";
import { ref } from "@handsfree/wire";
import { CallerSchema, PasskeyOptionsSchema } from "@handsfree/wire/identity";
import { problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import { refuseSignIn, requirePatience } from "../../sign-in/attempts.ts";
import { signInOptions, verifySignature } from "../../sign-in/passkeys.ts";
import { localSignIn } from "../../sign-in/settings.ts";
import type { Services } from "../../services.ts";
import { answerSignedIn } from "../sessions/signed-in.ts";
import { PasskeySignInSchema } from "./schemas.ts";

export const passkeySignInRoutes: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, signIn = localSignIn } = services;
  const party = { db, context, origin: signIn.origin };
  app.post(
    "/v1/passkeys/sign-in-options",
    {
      config: { access: "public" },
      schema: {
        operationId: "getPasskeySignInOptions",
        summary: "Begin to sign in by a passkey, within 5 minutes",
        tags: ["passkeys"],
        querystring: NoQuery,
        response: { 200: ref(PasskeyOptionsSchema), ...problemResponses(429, 503) },
      },
    },
    async (request, reply) => {
      requirePatience(request, reply, services);
      void reply.header("cache-control", "no-store");
      return { ...(await signInOptions(party)) };
    },
  );

  app.post(
    "/v1/passkeys/sign-in",
    {
      config: { access: "public" },
      schema: {
        operationId: "signInByPasskey",
        summary: "Sign in by a passkey; the session is a cookie",
        tags: ["passkeys"],
        querystring: NoQuery,
        body: ref(PasskeySignInSchema),
        response: { 201: ref(CallerSchema), ...problemResponses(400, 401, 429) },
      },
    },
    async (request, reply) => {
      requirePatience(request, reply, services);
      const refuse = (outcome: string, passkeyId?: string) =>
        refuseSignIn(request, services, { way: "passkey", outcome, passkeyId });
      const { response } = request.body;
      const passkey = await findPasskey(db, response.id);
      if (passkey === undefined) throw refuse("unknown");
      const verified = await verifySignature(party, response, passkey);
      if ("refused" in verified) throw refuse(verified.refused, passkey.id);
      const userAgent = request.headers["user-agent"];
      const signedIn = await signInByPasskey(db, { ...verified, userAgent }, context);
      if (signedIn.outcome === "signed_in") return answerSignedIn(reply, signedIn, services);
      throw refuse(signedIn.outcome, passkey.id);
    },
  );
};
