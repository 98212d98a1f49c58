import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { ref } from "@handsfree/wire";
import { MeSchema, renderMe } from "@handsfree/wire/identity";
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
        summary: "Who the caller is, and what the caller may do",
        tags: ["accounts"],
        querystring: NoQuery,
        response: { 200: ref(MeSchema) },
      },
    },
    async (request) => renderMe(callerOf(request)),
  );
};
