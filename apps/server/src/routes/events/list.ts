import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { listEvents } from "@handsfree/repositories/events";
import { ref } from "@handsfree/wire";
import { EventPageSchema, renderEvent } from "@handsfree/wire/events";
import Type from "typebox";
import { Problem, problemResponses } from "../../http/problem.ts";
import { ReaderHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { eventReaderOf, eventReaders } from "./event-access.ts";
import { EventTypes, Position, toPosition, toTypes } from "./query.ts";

export const eventRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/events",
    {
      config: { access: eventReaders },
      schema: {
        operationId: "listEvents",
        summary: "Every change of every record that the caller may see, once, the oldest first",
        description:
          "The feed has one order. `next` is the `after` of the next request; without `after` the oldest event that is kept comes first. An event holds no content: read the record.",
        tags: ["events"],
        headers: ReaderHeaders,
        querystring: Type.Object(
          {
            after: Type.Optional(
              Type.Union([ref(Position), Type.Literal("latest")], {
                description: "The id of the last event that the caller has, or latest",
              }),
            ),
            types: Type.Optional(ref(EventTypes)),
            limit: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 1000, description: "Default 100" }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(EventPageSchema), ...problemResponses(400, 410) },
      },
    },
    async (request) => {
      const { after, types, limit } = request.query;
      const place = after === "latest" ? ("latest" as const) : toPosition(after);
      const wanted = { ...eventReaderOf(request), types: toTypes(types), after: place, limit };
      const page = await listEvents(db, wanted, context);
      if (page.outcome === "expired") throw expired(page.oldest);
      return {
        items: page.events.map(renderEvent),
        next: String(page.next),
        is_end: page.isEnd,
      };
    },
  );
};

/** @param oldest the place from which all events are kept. */
export function expired(oldest: number): Problem {
  return new Problem(
    410,
    "events_expired",
    "events after this place are no longer kept, or the feed has no such place; read the records anew",
    { oldest: String(oldest) },
  );
}
