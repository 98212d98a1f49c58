import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { ref } from "@handsfree/wire";
import { CallerSchema, renderCaller } from "@handsfree/wire/identity";
import { callerOf } from "../../access/caller.ts";
import { NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

export const meRoute: FastifyPluginAsyncTypebox<Services> = async (app) => {
  app.get(
    "/v1/me",
    {
      config: { access: { scopes: [] } },
      schema: {
        operationId: "getMe",
        summary: "Who the caller is, what the caller may do, and the CSRF token of the session",
        tags: ["accounts"],
        querystring: NoQuery,
        response: { 200: ref(CallerSchema) },
      },
    },
    async (request, reply) => {
      void reply.header("cache-control", "no-store");
      return renderCaller(callerOf(request));
    },
  );
};
