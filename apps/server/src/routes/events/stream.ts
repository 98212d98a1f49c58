import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type FollowedEvents, followEvents } from "@handsfree/repositories/events";
import { ref } from "@handsfree/wire";
import Type from "typebox";
import { callerOf } from "../../access/caller.ts";
import { onceEnded } from "../../http/once-ended.ts";
import { problemResponses } from "../../http/problem.ts";
import { ReaderHeaders } from "../../http/schemas.ts";
import { whileWanted } from "../../http/while-wanted.ts";
import type { Services } from "../../services.ts";
import { eventReaderOf, eventReaders } from "./event-access.ts";
import { expired } from "./list.ts";
import { EventTypes, Position, toPosition, toTypes } from "./query.ts";
import { toFrames } from "./to-frames.ts";

export const eventStreamRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/events/stream",
    {
      config: { access: eventReaders, concurrency: "stream" },
      schema: {
        operationId: "streamEvents",
        summary: "The feed as server-sent events, as they come",
        description:
          "Each event has its id, its type as `event` and the Event as `data`. A comment comes every 15 seconds, with an id where the feed has moved past events that the caller may not see. The header Last-Event-ID, which browsers send when they connect again, wins over `after`; without both the stream begins now. A server that stops ends its streams.",
        tags: ["events"],
        headers: Type.Object({
          ...ReaderHeaders.properties,
          "last-event-id": Type.Optional(ref(Position)),
        }),
        querystring: Type.Object(
          { after: Type.Optional(ref(Position)), types: Type.Optional(ref(EventTypes)) },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: "Server-sent events",
            content: { "text/event-stream": { schema: Type.String() } },
          },
          ...problemResponses(400, 410),
        },
      },
    },
    async (request, reply) => {
      const { query, headers } = request;
      const after = toPosition(headers["last-event-id"] ?? query.after);
      const filter = { ...eventReaderOf(request), types: toTypes(query.types) };
      const wanted = whileWanted(reply, app.closingSignal);
      onceEnded(reply.raw, () => wanted.release());
      onceEnded(
        reply.raw,
        app.credentials.watch(callerOf(request), () => wanted.abort()),
      );
      const events = followEvents(db, filter, { after, signal: wanted.signal }, context);
      // A stream that cannot begin is answered with a problem and its status.
      const first = await events.next();
      if (first.value?.outcome === "expired") throw expired(first.value.oldest);
      // A stream of an answer adds several.
      reply.raw.setMaxListeners(20);
      return (
        reply
          .type("text/event-stream; charset=utf-8")
          .header("cache-control", "no-store")
          .header("x-content-type-options", "nosniff")
          // Proxies such as nginx would keep events back.
          .header("x-accel-buffering", "no")
          .send(
            Readable.from(toFrames(first.value as FollowedEvents, events, wanted.signal), {
              objectMode: false,
              highWaterMark: 65_536,
            }) as never,
          )
      );
    },
  );
};
