import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { storeWebhookEvent, verifyGithubSignature } from "@handsfree/repositories";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import type { Services } from "../services.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import { Uuid } from "../http/schemas.ts";

/** GitHub's own limit, in bytes. */
const maximumBody = 25 * 1024 * 1024;

const Stored = (duplicate: boolean) =>
  Type.Object({ event_id: Uuid, duplicate: Type.Literal(duplicate) });

/** GitHub's deliveries. The route reads raw bodies, since the signature is over bytes. */
export const githubWebhookRoutes: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, githubWebhookSecret: secret } = services;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer" },
    async (_request: FastifyRequest, body: Buffer) => body,
  );

  app.post(
    "/v1/webhooks/github",
    {
      bodyLimit: maximumBody,
      config: { anyHost: true },
      // Before the body: without a secret there is no use in taking in 25 MiB.
      onRequest: async (request) => {
        // Whatever the sender calls it, it is bytes; a type that is not well formed must not refuse them.
        request.headers["content-type"] = "application/octet-stream";
        if (secret === undefined) {
          throw new Problem(
            503,
            "webhook_secret_missing",
            "no webhook secret is configured; set GITHUB_WEBHOOK_SECRET and restart",
          );
        }
      },
      schema: {
        operationId: "receiveGithubWebhook",
        summary: "Take in a delivery of GitHub's",
        tags: ["webhooks"],
        headers: Type.Object({
          "x-github-event": Type.Optional(Type.String()),
          "x-github-delivery": Type.Optional(Type.String()),
          "x-hub-signature-256": Type.Optional(
            Type.String({
              description: "sha256= and the HMAC-SHA256 of the raw body, hexadecimal",
            }),
          ),
        }),
        response: {
          200: Stored(true),
          202: Stored(false),
          ...problemResponses(400, 401, 413, 503),
        },
      },
    },
    async ({ headers, body }, reply) => {
      const payload = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const signatureOk = verifyGithubSignature(
        secret ?? "",
        payload,
        headers["x-hub-signature-256"],
      );
      const delivery = {
        source: "github",
        eventType: headers["x-github-event"] || null,
        deliveryId: headers["x-github-delivery"] || null,
        signatureOk,
        payload,
      };
      if (signatureOk) requireDelivery(delivery);
      const { event, duplicate } = await storeWebhookEvent(db, delivery, context);
      if (!signatureOk) {
        throw new Problem(
          401,
          "invalid_signature",
          "X-Hub-Signature-256 is missing or not over this body",
          {
            field: "X-Hub-Signature-256",
          },
        );
      }
      return reply.code(duplicate ? 200 : 202).send({ event_id: event.id, duplicate });
    },
  );
};

/** What GitHub always sends; a sender who knows the secret and leaves it out is misconfigured. */
function requireDelivery(delivery: {
  eventType: string | null;
  deliveryId: string | null;
  payload: Buffer;
}): void {
  if (delivery.eventType === null) throw missing("X-GitHub-Event");
  if (delivery.deliveryId === null) throw missing("X-GitHub-Delivery");
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(delivery.payload));
  } catch {
    throw new Problem(
      400,
      "invalid_json",
      "the body is not JSON in UTF-8; set the webhook's content type to application/json",
    );
  }
}

function missing(header: string): Problem {
  return new Problem(400, "invalid_input", `the header ${header} is missing`, { field: header });
}
