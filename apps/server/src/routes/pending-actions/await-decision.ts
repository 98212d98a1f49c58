import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type AwaitedDecision, waitForDecision } from "@handsfree/repositories/pending-actions";
import { ref } from "@handsfree/wire";
import {
  type AwaitedDecisionJson,
  AwaitedDecisionSchema,
  renderPendingAction,
} from "@handsfree/wire/pending-actions";
import Type from "typebox";
import { whileWanted } from "../../http/while-wanted.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { OwnerHeaders, IdParameters } from "../../http/schemas.ts";
import { callerOf, ownerOf } from "../../access/caller.ts";
import { actionReaders } from "../../access/groups.ts";
import type { Services } from "../../services.ts";

/** The longest wait, in seconds: less than proxies usually allow a connection to be silent. */
const longestWait = 60;

export const awaitDecisionRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/pending-actions/:id/decision",
    {
      config: { access: actionReaders, concurrency: "longPoll" },
      schema: {
        operationId: "waitForDecision",
        summary:
          "Wait until an action is decided, and its approval cannot be taken back; timed_out means not yet",
        tags: ["pending actions"],
        headers: OwnerHeaders,
        params: IdParameters,
        querystring: Type.Object(
          {
            wait_seconds: Type.Integer({
              minimum: 0,
              maximum: longestWait,
              default: 0,
              description: "How long the answer may take; a server that shuts down answers sooner",
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(AwaitedDecisionSchema), ...problemResponses(400, 404, 503) },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const wanted = whileWanted(reply, app.closingSignal);
      let isKnown = true;
      const unwatch = app.credentials.watch(callerOf(request), () => {
        isKnown = false;
        wanted.abort();
      });
      const awaited = { userId: ownerOf(request), id: params.id };
      const options = { signal: wanted.signal, timeout: query.wait_seconds * 1000 };
      try {
        return render(await waitForDecision(db, awaited, options, context));
      } catch (error) {
        if (!wanted.signal.aborted) throw error;
        if (!isKnown) throw revoked();
        return render({ outcome: "timed_out" });
      } finally {
        unwatch();
        wanted.release();
      }
    },
  );
};

function revoked(): Problem {
  return new Problem(401, "invalid_credentials", "the key or the session has ended meanwhile");
}

function render(awaited: AwaitedDecision): AwaitedDecisionJson {
  switch (awaited.outcome) {
    case "not_found":
      throw new Problem(404, awaited.outcome, "the caller has no action with this id", awaited);
    case "timed_out":
      return { outcome: awaited.outcome, action: null };
    default:
      return { outcome: awaited.outcome, action: renderPendingAction(awaited.action, exactText) };
  }
}
