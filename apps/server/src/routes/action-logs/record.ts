import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { fieldsOf, Nullable, ref } from "@handsfree/wire";
import { ActionLogSchema, renderActionLog } from "@handsfree/wire/action-logs";
import Type from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { replayedHeader } from "../../http/idempotent-requests.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { RequiredKeyHeaders, NoQuery } from "../../http/schemas.ts";
import { contextOf, ownerOf } from "../../access/caller.ts";
import type { Services } from "../../services.ts";

const AnyJson = Type.Optional(
  Type.Unknown({ description: "Any JSON value; its secrets are redacted" }),
);

export const NewActionLogSchema = Type.Object(
  {
    action_type: Type.String({ minLength: 1, maxLength: textLimits.short }),
    ok: Type.Boolean({ description: "Whether the side effect came about" }),
    target: Type.Optional(
      Nullable(
        Type.String({
          minLength: 1,
          maxLength: textLimits.short,
          description: "The object that was changed, for example owner/name#12",
        }),
      ),
    ),
    request: AnyJson,
    result: AnyJson,
  },
  { $id: "NewActionLog", additionalProperties: false },
);

export const recordActionLogRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/action-logs",
    {
      bodyLimit: bodyLimits.record,
      config: { access: { scopes: ["actions:execute"], owned: true }, idempotency: "native" },
      schema: {
        operationId: "recordActionLog",
        summary: "Put a side effect on record, once for each idempotency key",
        tags: ["action logs"],
        // A client cannot know whether its answer was lost, so that every record needs a key.
        headers: RequiredKeyHeaders,
        querystring: NoQuery,
        body: ref(NewActionLogSchema),
        response: {
          200: ref(ActionLogSchema, "It was recorded before, with this key"),
          201: ref(ActionLogSchema, "It is recorded now"),
          ...problemResponses(400, 409, 413, 422),
        },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const recorded = await recordActionLog(
        db,
        {
          ...fieldsOf(body),
          request: exactMember(request, "request"),
          result: exactMember(request, "result"),
          userId: ownerOf(request),
          idempotencyKey: headers["idempotency-key"],
        },
        contextOf(request, context),
      );
      switch (recorded.outcome) {
        case "key_reused":
          throw new Problem(
            422,
            recorded.outcome,
            "the idempotency key was used for another request; take a new one",
            { field: "idempotency-key" },
          );
        case "in_progress":
          throw new Problem(
            409,
            recorded.outcome,
            "a run with this idempotency key has not ended; ask again later",
            { lease_expires_at: recorded.leaseExpiresAt.toISOString() },
          );
        default:
          if (recorded.outcome !== "recorded") void reply.header(replayedHeader, "true");
          return reply
            .code(recorded.outcome === "recorded" ? 201 : 200)
            .header("location", `/v1/action-logs/${recorded.log.id}`)
            .send(renderActionLog(recorded.log, exactText));
      }
    },
  );
};
