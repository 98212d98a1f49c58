import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import { pendingActionLimits, previewAction } from "@handsfree/repositories/pending-actions";
import { fieldsOf, Nullable, ref } from "@handsfree/wire";
import { PreviewedActionSchema, renderActionOutcome } from "@handsfree/wire/pending-actions";
import Type from "typebox";
import { contextOf, ownerOf } from "../../access/caller.ts";
import { executors } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { problemResponses } from "../../http/problem.ts";
import { IdParameters, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { refuseDecision } from "./decision-answers.ts";

const { title, url, facts, label, value } = pendingActionLimits.preview;

export const NewActionPreviewSchema = Type.Object(
  {
    version: Type.Integer({
      minimum: 1,
      maximum: pendingActionLimits.versions,
      description: "The version of the payload that the preview was made of",
    }),
    title: Type.String({ minLength: 1, maxLength: title }),
    url: Type.Optional(
      Nullable(
        Type.String({
          minLength: 1,
          maxLength: url,
          description: "With http or https, and without a password",
        }),
      ),
    ),
    facts: Type.Array(
      Type.Object(
        {
          label: Type.String({ minLength: 1, maxLength: label }),
          value: Type.String({ minLength: 1, maxLength: value }),
        },
        { additionalProperties: false },
      ),
      { maxItems: facts },
    ),
    worker: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: textLimits.short,
        default: "executor",
        description: "The executor's name in the audit trail",
      }),
    ),
  },
  { $id: "NewActionPreview", additionalProperties: false },
);

export const previewRoute: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.put(
    "/v1/pending-actions/:id/preview",
    {
      config: { access: executors },
      schema: {
        operationId: "previewAction",
        summary: "Show who decides what an executor would do; an edit of the payload removes it",
        tags: ["executions"],
        headers: OwnerHeaders,
        params: IdParameters,
        querystring: NoQuery,
        body: ref(NewActionPreviewSchema),
        response: {
          200: ref(PreviewedActionSchema),
          ...problemResponses(400, 404, 409, 410),
        },
      },
    },
    async (request) => {
      const { version, worker, ...preview } = fieldsOf(request.body);
      const asked = { actionId: request.params.id, version, worker, preview };
      const previewed = await previewAction(
        db,
        { ...asked, userId: ownerOf(request) },
        contextOf(request, context),
      );
      if (previewed.outcome !== "previewed") throw refuseDecision(previewed);
      const { action } = renderActionOutcome(previewed, exactText);
      return { outcome: "previewed" as const, action };
    },
  );
};
