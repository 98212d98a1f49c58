import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import { editPendingAction, listActionVersions } from "@handsfree/repositories/pending-actions";
import { Nullable, ref, renderPage } from "@handsfree/wire";
import {
  ActionVersionPageSchema,
  EditedActionSchema,
  renderActionOutcome,
  renderActionVersion,
} from "@handsfree/wire/pending-actions";
import Type from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { contextOf, ownerOf } from "../../access/caller.ts";
import { actionReaders, deciders } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { deciderOf, payloadDigest, surface } from "./decide-by-id.ts";
import { refuseDecision } from "./decision-answers.ts";

export const ActionEditSchema = Type.Object(
  {
    ...payloadDigest,
    action_payload: Type.Unknown({
      description: "Any JSON value; its numbers and texts keep their spelling",
    }),
    reason: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: textLimits.short }))),
    ...surface,
  },
  { $id: "ActionEdit", additionalProperties: false },
);

export const editRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/pending-actions/:id/edit",
    {
      bodyLimit: bodyLimits.record,
      config: { access: deciders },
      schema: {
        operationId: "editPendingAction",
        summary: "Change the payload of an action before it is decided; approvals so far are void",
        tags: ["pending actions"],
        params: IdParameters,
        querystring: NoQuery,
        body: ref(ActionEditSchema),
        response: {
          200: ref(EditedActionSchema),
          ...problemResponses(400, 403, 404, 409, 410, 413),
        },
      },
    },
    async (request) => {
      const { params, body } = request;
      const edit = await editPendingAction(
        db,
        {
          ...deciderOf(request),
          id: params.id,
          payloadDigest: body.payload_digest,
          actionPayload: exactMember(request, "action_payload"),
          reason: body.reason,
        },
        contextOf(request, context),
      );
      if (edit.outcome === "denied_by_policy") {
        const { outcome, action } = renderActionOutcome(edit, exactText);
        const detail = `a policy denies the action with this payload: ${edit.reason}`;
        throw new Problem(403, outcome, detail, { outcome, reason: edit.reason, action });
      }
      if (edit.outcome !== "edited") throw refuseDecision(edit);
      const { outcome, action } = renderActionOutcome(edit, exactText);
      return { outcome: outcome as "edited", action };
    },
  );

  app.get(
    "/v1/pending-actions/:id/versions",
    {
      config: { access: actionReaders },
      schema: {
        operationId: "listActionVersions",
        summary: "List the versions of an action's payload, newest first",
        tags: ["pending actions"],
        headers: OwnerHeaders,
        params: IdParameters,
        querystring: listQuery({}),
        response: { 200: ref(ActionVersionPageSchema), ...problemResponses(400, 404, 429, 503) },
      },
    },
    async (request) => {
      const { params, query } = request;
      const filter = { ...filterOf(query), userId: ownerOf(request), id: params.id };
      const page = await listActionVersions(db, filter, context);
      if (page !== undefined) return renderPage(page, renderActionVersion, exactText);
      throw new Problem(404, "not_found", "the caller has no action with this id");
    },
  );
};
