import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { exportAuditHead } from "@handsfree/repositories";
import Type from "typebox";
import type { Services } from "../services.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import { NoQuery, Nullable, Time } from "../http/schemas.ts";

const AuditHeadSchema = Type.Object({
  number: Type.Integer({ description: "How many entries the chain has" }),
  hash: Type.String({ description: "SHA-256 of the last one, in hexadecimal" }),
  signature: Nullable(Type.String({ description: "Ed25519 over the hash, in base64" })),
  key_id: Nullable(Type.String({ description: "SHA-256 of the public key" })),
  sealed_at: Time,
});

export const auditRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db }) => {
  app.get(
    "/v1/audit/head",
    {
      schema: {
        operationId: "getAuditHead",
        summary: "Show the head of the audit trail, to be kept elsewhere",
        tags: ["action logs"],
        querystring: NoQuery,
        response: { 200: AuditHeadSchema, ...problemResponses(400, 404) },
      },
    },
    async () => {
      const head = await exportAuditHead(db);
      if (head === undefined) throw new Problem(404, "not_found", "nothing is sealed yet");
      const { number, hash, signature, keyId, sealedAt } = head;
      return { number, hash, signature, key_id: keyId, sealed_at: sealedAt.toISOString() };
    },
  );
};
