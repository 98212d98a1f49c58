import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findNoticePriorities,
  listNotices,
  markNoticesRead,
  setNoticePriorities,
} from "@handsfree/repositories/notices";
import { noticeKinds, profiles } from "@handsfree/schema";
import { OneOf, ref, renderPage, Uuid } from "@handsfree/wire";
import {
  ChosenPrioritiesSchema,
  NoticePageSchema,
  NoticePrioritiesSchema,
  ReadNoticesSchema,
  renderNotice,
  renderNoticePriorities,
} from "@handsfree/wire/notices";
import Type from "typebox";
import { callerOf, contextOf, mayAlsoRead, ownerOf } from "../../access/caller.ts";
import { noticeOwners, noticeReaders, webhookReaders } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { problemResponses } from "../../http/problem.ts";
import { filterOf, listQuery, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

const tags = ["notices"];

const query = listQuery({
  profile: Type.Optional(
    OneOf(profiles, {
      description:
        "Orders the notices by their priority in this profile, then by time, without those of never. Such a list has no prev_cursor",
    }),
  ),
  unread: Type.Optional(Type.Boolean({ description: "true: only those that are not read" })),
  kind: Type.Optional(OneOf(noticeKinds)),
});

/** The notices that GitHub's deliveries make for a person. */
export const noticeRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/notices",
    {
      config: { access: noticeReaders },
      schema: {
        operationId: "listNotices",
        summary: "List what GitHub's deliveries mean for the caller",
        description:
          "Notices by a subscription alone, whose login is null, are for callers with the scope webhooks:read.",
        tags,
        headers: OwnerHeaders,
        querystring: query,
        response: { 200: ref(NoticePageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = {
        ...filterOf(request.query),
        userId: ownerOf(request),
        ...(!mayAlsoRead(request, webhookReaders) && { ofLogin: true }),
      };
      return renderPage(await listNotices(db, filter), renderNotice, exactText);
    },
  );

  app.post(
    "/v1/notices/read",
    {
      config: { access: noticeReaders },
      schema: {
        operationId: "markNoticesRead",
        summary: "Mark notices of the caller as read",
        tags,
        headers: OwnerHeaders,
        querystring: NoQuery,
        body: Type.Object(
          { ids: Type.Array(Uuid, { minItems: 1, maxItems: 100 }) },
          { additionalProperties: false },
        ),
        response: { 200: ref(ReadNoticesSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const { ids } = request.body;
      const input = { userId: ownerOf(request), ids, by: callerOf(request).id };
      return { read: await markNoticesRead(db, input, contextOf(request, context)) };
    },
  );

  app.get(
    "/v1/notice-priorities",
    {
      config: { access: noticeReaders },
      schema: {
        operationId: "getNoticePriorities",
        summary: "How urgent each kind of notice is for the caller, by profile",
        tags,
        headers: OwnerHeaders,
        querystring: NoQuery,
        response: { 200: ref(NoticePrioritiesSchema), ...problemResponses(400) },
      },
    },
    async (request) => renderNoticePriorities(await findNoticePriorities(db, ownerOf(request))),
  );

  app.put(
    "/v1/notice-priorities",
    {
      config: { access: noticeOwners },
      schema: {
        operationId: "setNoticePriorities",
        summary: "Replace what the caller has chosen of that; what is left out has its default",
        tags,
        headers: OwnerHeaders,
        querystring: NoQuery,
        body: Type.Object({ chosen: ChosenPrioritiesSchema }, { additionalProperties: false }),
        response: { 200: ref(NoticePrioritiesSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const { chosen } = request.body;
      const input = { userId: ownerOf(request), chosen, by: callerOf(request).id };
      return renderNoticePriorities(
        await setNoticePriorities(db, input, contextOf(request, context)),
      );
    },
  );
};
