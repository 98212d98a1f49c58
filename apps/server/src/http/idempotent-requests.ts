import { type Context, redactText } from "@handsfree/repositories";
import {
  type BegunRequest,
  idempotencyLimits,
  IdempotentRequests,
} from "@handsfree/repositories/idempotency";
import type { Database } from "@handsfree/schema";
import { ref } from "@handsfree/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { Kysely } from "kysely";
import Type from "typebox";
import { Problem, problemMediaType, problemResponses } from "./problem.ts";
import { IdempotencyKey } from "./schemas.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * What an `Idempotency-Key` does on a POST for known callers. `native`: the record has the key, and the route finds
     * it by that. `secret`: the request is carried out once, and its answer is not kept, since it holds what no other
     * answer may hold. Default: it is carried out once, and its answer is kept for a day.
     */
    idempotency?: "native" | "secret";
  }
  interface FastifyRequest {
    /** The reservation of a request with a key, until its answer is known. */
    reservedKey: string | undefined;
    /** Whether the failure of the request says that nothing was carried out. */
    hasNoEffect: boolean;
  }
}

/** Marks the answer of an earlier request. */
export const replayedHeader = "idempotency-replayed";

/** Carries a POST with an `Idempotency-Key` out once (draft-ietf-httpapi-idempotency-key-header). */
export function carryOutOnce(
  app: FastifyInstance,
  { db, context }: { readonly db: Kysely<Database>; readonly context: Context },
): void {
  const requests = new IdempotentRequests(db, context);
  app.decorateRequest("reservedKey", undefined);
  app.decorateRequest("hasNoEffect", false);
  app.addHook("onRoute", (route) => {
    if (takesKey(route.method, route.config)) describe(route);
  });
  // After the caller is known and the request is valid: what is refused before needs no key.
  app.addHook("preHandler", async (request, reply) => {
    const { method, config } = request.routeOptions;
    const key = request.headers["idempotency-key"];
    if (typeof key !== "string" || !takesKey(method, config)) return undefined;
    const begun = await requests.begin({
      callerId: request.caller?.id ?? "",
      key,
      route: `${request.method} ${request.routeOptions.url}`,
      content: contentOf(request),
    });
    if (begun.outcome !== "begun") return answerAgain(reply, begun);
    request.reservedKey = begun.ownedKey;
    return undefined;
  });
  app.addHook("onSend", (request, reply, payload, done) => {
    const { reservedKey } = request;
    if (reservedKey === undefined) return done(null, payload);
    request.reservedKey = undefined;
    settle(requests, reservedKey, reply, payload)
      .catch((error: unknown) =>
        request.log.error({ err: error }, "the answer to an idempotency key could not be kept"),
      )
      .finally(() => done(null, payload));
  });
}

function takesKey(
  method: string | readonly string[] | undefined,
  config: Partial<Pick<RouteOptions, "config">>["config"] = {},
): boolean {
  const { access, idempotency } = config;
  return method === "POST" && access !== "public" && idempotency !== "native";
}

function describe(route: RouteOptions): void {
  const { schema = {} } = route;
  const headers = schema.headers as { readonly properties?: object } | undefined;
  route.schema = {
    ...schema,
    headers: Type.Object({
      ...headers?.properties,
      "idempotency-key": Type.Optional(ref(IdempotencyKey)),
    }),
    response: { ...problemResponses(409, 422, 429), ...(schema.response as object | undefined) },
  };
}

/** All that makes the request what it is: where it goes, for whom, and what it says. */
function contentOf({ raw, owner, isAuditor, body, bodyText }: FastifyRequest): string {
  const whose = isAuditor ? "*" : (owner ?? "");
  return [raw.url, whose, body === undefined ? "" : bodyText].join("\n");
}

function answerAgain(
  reply: FastifyReply,
  begun: Exclude<BegunRequest, { outcome: "begun" }>,
): FastifyReply {
  if (!("answer" in begun)) throw refuse(reply, begun);
  const { status, location } = begun.answer;
  void reply.header(replayedHeader, "true");
  if (location !== null) void reply.header("location", location);
  if (begun.outcome === "not_kept") {
    const detail = `the request was answered ${status} before, and the answer is not kept; look at the record`;
    const extensions = { answered: status, ...(location !== null && { location }) };
    throw new Problem(409, "outcome_not_kept", detail, extensions);
  }
  const { body } = begun.answer;
  void reply.code(status);
  if (body === "") return reply.send();
  if (status < 400) return reply.type("application/json; charset=utf-8").send(body);
  // No quote of a text before it is without a backslash.
  const ofNow = body.replace(/"request_id":"[^"]*"/, `"request_id":"${reply.request.id}"`);
  return reply.type(problemMediaType).send(ofNow);
}

type Refused = Exclude<BegunRequest, { outcome: "begun" | "replayed" | "not_kept" }>;

/** The problems of requests that are neither carried out nor answered. An outcome without a row does not compile. */
const refusals: Readonly<
  Record<Refused["outcome"], readonly [status: number, code: Problem["code"], detail: string]>
> = {
  in_progress: [409, "request_in_progress", "the first request with this key is under way"],
  unknown: [
    409,
    "outcome_unknown",
    "an earlier request with this key may have been carried out; look at the record, and use a new key",
  ],
  key_reused: [
    422,
    "key_reused",
    "the idempotency key was used for another request; give this one its own",
  ],
  too_many: [
    429,
    "too_many_idempotency_keys",
    `${idempotencyLimits.ofCaller} keys of the caller are kept; wait until some are a day old, or send no key`,
  ],
};

function refuse(reply: FastifyReply, { outcome }: Refused): Problem {
  if (outcome === "in_progress") void reply.header("retry-after", "1");
  return new Problem(...refusals[outcome], { field: "idempotency-key" });
}

/** Statuses that say that nothing was carried out, and that the request may be sent again. */
const mayBeSentAgain: ReadonlySet<number> = new Set([408, 425, 429]);

async function settle(
  requests: IdempotentRequests,
  reservedKey: string,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const { request, statusCode: status } = reply;
  if (mayBeSentAgain.has(status) || (status >= 500 && request.hasNoEffect)) {
    return requests.free(reservedKey);
  }
  if (status >= 500) return requests.lose(reservedKey);
  const location = reply.getHeader("location");
  return requests.keep(reservedKey, {
    status,
    location: typeof location === "string" ? location : null,
    body: mayBeKept(reply) ? textOf(payload) : null,
  });
}

/** Not what is secret: by its route, by its headers, or by the form of a text in it. */
function mayBeKept(reply: FastifyReply): boolean {
  if (reply.routeOptions.config.idempotency === "secret" || reply.hasHeader("set-cookie")) {
    return false;
  }
  return !String(reply.getHeader("cache-control")).includes("no-store");
}

/** @returns null for a stream, and for a text with a secret in it. */
function textOf(payload: unknown): string | null {
  if (payload === undefined || payload === null) return "";
  return typeof payload === "string" && redactText(payload) === payload ? payload : null;
}
