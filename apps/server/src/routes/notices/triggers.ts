import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  createEventTrigger,
  findEventTrigger,
  listEventTriggers,
  removeEventTrigger,
  triggerLimits,
} from "@handsfree/repositories/notices";
import { policyLimits } from "@handsfree/repositories/policies";
import { noticeKinds } from "@handsfree/schema";
import { fieldsOf, Nullable, OneOf, ref, renderPage } from "@handsfree/wire";
import {
  EventTriggerPageSchema,
  EventTriggerSchema,
  renderEventTrigger,
} from "@handsfree/wire/notices";
import Type from "typebox";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import { triggerOwners, triggerReaders } from "../../access/groups.ts";
import { bodyLimits } from "../../http/body-limits.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { TriggeredActionSchema } from "../pending-actions/new-pending-action.ts";
import { proposerOf, serviceOf } from "../pending-actions/propose.ts";

const tags = ["triggers"];
const forOne = { tags, headers: OwnerHeaders, params: IdParameters, querystring: NoQuery };

const NewTrigger = Type.Object(
  {
    when: Type.Object(
      {
        kind: OneOf(noticeKinds),
        repository: Type.String({
          minLength: 1,
          maxLength: policyLimits.patternLength,
          description: "The owner/name, in any case",
        }),
        number: Type.Optional(
          Nullable(
            Type.Integer({
              minimum: 1,
              maximum: 2_147_483_647,
              description: "Of the pull request or the issue",
            }),
          ),
        ),
        head_sha: Type.Optional(
          Nullable(
            Type.String({
              pattern: "^(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$",
              description:
                "The head commit, which triggers for checks need. Others need it or number",
            }),
          ),
        ),
      },
      { additionalProperties: false },
    ),
    propose: ref(TriggeredActionSchema, "What is proposed then; at most 64 KiB"),
    expires_in_seconds: Type.Optional(
      Type.Integer({
        minimum: triggerLimits.minimumTimeToLive,
        maximum: triggerLimits.maximumTimeToLive,
        default: triggerLimits.defaultTimeToLive,
        description: "How long it waits for the event",
      }),
    ),
  },
  { additionalProperties: false },
);

/** Proposals that are made once an event came. */
export const triggerRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/triggers",
    {
      bodyLimit: bodyLimits.record,
      config: { access: triggerOwners },
      schema: {
        operationId: "createTrigger",
        summary: "Propose an action once an event came; policies decide on it then",
        tags,
        headers: OwnerHeaders,
        querystring: NoQuery,
        body: NewTrigger,
        response: { 201: ref(EventTriggerSchema), ...problemResponses(400, 413, 429) },
      },
    },
    async (request, reply) => {
      const { when, propose, expires_in_seconds: expiresInSeconds } = request.body;
      const exact = exactMember(request, "propose") as Readonly<Record<string, unknown>>;
      const created = await createEventTrigger(
        db,
        {
          when: fieldsOf(when),
          propose: { ...fieldsOf(propose), actionPayload: exact["action_payload"] },
          expiresInSeconds,
          userId: ownerOf(request),
          proposedBy: proposerOf(request),
          service: serviceOf(request),
          by: callerOf(request).id,
        },
        contextOf(request, context),
      );
      if (created.outcome === "too_many_open") {
        const { outcome, limit } = created;
        const detail = `${limit} triggers of the caller wait already; remove some of them first`;
        throw new Problem(429, outcome, detail, { limit, of: "owner" });
      }
      return reply
        .code(201)
        .header("location", `/v1/triggers/${created.trigger.id}`)
        .send(renderEventTrigger(created.trigger, exactText));
    },
  );

  app.get(
    "/v1/triggers",
    {
      config: { access: triggerReaders },
      schema: {
        operationId: "listTriggers",
        summary: "List the caller's triggers, newest first",
        tags,
        headers: OwnerHeaders,
        querystring: listQuery({}),
        response: { 200: ref(EventTriggerPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = { ...filterOf(request.query), userId: ownerOf(request) };
      const page = await listEventTriggers(db, filter, context);
      return renderPage(page, renderEventTrigger, exactText);
    },
  );

  app.get(
    "/v1/triggers/:id",
    {
      config: { access: triggerReaders },
      schema: {
        ...forOne,
        operationId: "getTrigger",
        summary: "One of the caller's triggers",
        response: { 200: ref(EventTriggerSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const key = { userId: ownerOf(request), id: request.params.id };
      const trigger = await findEventTrigger(db, key, context);
      if (trigger === undefined) throw notFound();
      return renderEventTrigger(trigger, exactText);
    },
  );

  app.delete(
    "/v1/triggers/:id",
    {
      config: { access: triggerReaders },
      schema: {
        ...forOne,
        operationId: "removeTrigger",
        summary: "Remove a trigger, which proposes nothing then; an action that it proposed stays",
        response: {
          204: Type.Null({ description: "It is removed" }),
          ...problemResponses(400, 404),
        },
      },
    },
    async (request, reply) => {
      const removal = { userId: ownerOf(request), id: request.params.id, by: callerOf(request).id };
      if (!(await removeEventTrigger(db, removal, contextOf(request, context)))) throw notFound();
      return reply.code(204).send(null);
    },
  );
};

function notFound(): Problem {
  return new Problem(404, "not_found", "the caller has no trigger with this id");
}
