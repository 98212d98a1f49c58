import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { protectPage, readPages } from "../../sign-in/pages.ts";
import { localSignIn } from "../../sign-in/settings.ts";
import type { Services } from "../../services.ts";

/** The page on which a person signs in. It comes with no code: that stays in the fragment of the link. */
export const signInPageRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { signIn = localSignIn },
) => {
  for (const { path, type, text } of await readPages({ hasOpenId: signIn.openId !== undefined })) {
    app.get(
      path,
      { config: { access: "public", linked: true }, schema: { hide: true } },
      async (_request, reply) => {
        protectPage(reply);
        return reply.type(type).send(text);
      },
    );
  }
};
