import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { exportAuditHead } from "@handsfree/repositories/audit";
import { ref } from "@handsfree/wire";
import { AuditHeadSchema, renderAuditHead } from "@handsfree/wire/audit";
import { Problem, problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

export const auditHeadRoute: FastifyPluginAsyncTypebox<Services> = async (app, { db }) => {
  app.get(
    "/v1/audit/head",
    {
      config: { access: { scopes: ["audit:read"] } },
      schema: {
        operationId: "getAuditHead",
        summary: "Show the head of the audit trail, to be kept elsewhere",
        tags: ["action logs"],
        querystring: NoQuery,
        response: { 200: ref(AuditHeadSchema), ...problemResponses(400, 404) },
      },
    },
    async () => {
      const head = await exportAuditHead(db);
      if (head) return renderAuditHead(head);
      throw new Problem(404, "not_found", "nothing is sealed yet");
    },
  );
};
