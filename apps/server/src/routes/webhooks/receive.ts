import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { InvalidInputError } from "@handsfree/query";
import {
  type ForgedReceipt,
  ForgedTally,
  receiveWebhook,
  refuseWebhookByHeaders,
  type WebhookHeaders,
  webhookIntake,
  type WebhookSource,
} from "@handsfree/repositories/webhooks";
import { ref } from "@handsfree/wire";
import { WebhookReceiptSchema } from "@handsfree/wire/webhooks";
import Type from "typebox";
import type { Services } from "../../services.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { RefusalPace } from "../../http/refusal-pace.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The headers of a delivery as its sender gave them. */
    sentHeaders: WebhookHeaders;
  }
}

/** How often the counts of forged deliveries are written, in milliseconds. */
const flushEvery = 10_000;
/** How long a forged delivery waits for others to share its commit, in milliseconds. */
const gatherFor = 250;

const SourceParameters = Type.Object({
  source: Type.String({ description: "github, or another source of the server's configuration" }),
});

const text = (description: string) => Type.Optional(Type.String({ description }));

/** Deliveries of webhooks. The route reads raw bodies, since a signature is over bytes. */
export const receiveWebhookRoute: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, webhookSources = [], webhookIntake: intake = webhookIntake() } = services;
  const sources = new Map(webhookSources.map((source) => [source.name, source]));
  app.decorateRequest("sentHeaders");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", app.readBody);
  const tally = new ForgedTally(db, { gatherFor });
  const flush = (): Promise<void> =>
    tally
      .flush()
      .catch((error: unknown) =>
        app.log.error({ err: error }, "the counts of forged deliveries could not be written"),
      );
  const timer = setInterval(() => void flush(), flushEvery).unref();
  app.addHook("onClose", async () => {
    clearInterval(timer);
    await flush();
  });

  const pace = new RefusalPace();
  const refuseForged = async (source: WebhookSource, receipt: ForgedReceipt): Promise<never> => {
    await pace.wait(app.closingSignal);
    throw forged(source.name, receipt);
  };

  app.post(
    "/v1/webhooks/:source",
    {
      bodyLimit: intake.maximumBody,
      config: { access: "public", anyHost: true, load: "receipt" },
      onRequest: async (request) => {
        // The body is read as bytes, also when its content type is malformed.
        request.sentHeaders = { ...request.headers };
        request.headers["content-type"] = "application/octet-stream";
        // Before the body is read: a delivery that its headers show to be forged is not worth 25 MiB.
        const source = requireSource(sources, request.params.source);
        const head = { source, headers: request.sentHeaders, intake, tally };
        const refusal = await refuseWebhookByHeaders(db, head, context);
        if (refusal) await refuseForged(source, refusal);
      },
      schema: {
        operationId: "receiveWebhook",
        summary: "Receive a delivery of GitHub, or of a sender that uses Standard Webhooks",
        tags: ["webhooks"],
        params: SourceParameters,
        // Only described: the route reads bytes, and its source checks them.
        body: { content: { "application/json": { schema: Type.Unknown() } } },
        headers: Type.Object({
          "x-github-event": text("For GitHub"),
          "x-github-delivery": text("For GitHub"),
          "x-hub-signature-256": text("sha256= and the HMAC-SHA256 of the raw body, hexadecimal"),
          "webhook-id": text("For Standard Webhooks"),
          "webhook-timestamp": text("For Standard Webhooks: seconds since 1970"),
          "webhook-signature": text(
            "For Standard Webhooks: v1 or v1a, a comma and base64; several by space",
          ),
          "x-github-hook-id": text("For GitHub: the hook or App that the delivery is for"),
        }),
        response: {
          200: ref(WebhookReceiptSchema, "The delivery was stored before"),
          202: ref(WebhookReceiptSchema, "The delivery is stored now"),
          ...problemResponses(400, 401, 404, 408, 413, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const source = requireSource(sources, request.params.source);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const delivery = { source, headers: request.sentHeaders, body, intake, tally };
      const receipt = await receiveWebhook(db, delivery, context).catch(refuse);
      if (receipt.outcome === "rejected" || receipt.outcome === "dropped") {
        request.body = undefined;
        request.bodyMemory?.release();
        return refuseForged(source, receipt);
      }
      const duplicate = receipt.outcome === "duplicate";
      return reply.code(duplicate ? 200 : 202).send({ event_id: receipt.event.id, duplicate });
    },
  );
};

function requireSource(sources: ReadonlyMap<string, WebhookSource>, name: string): WebhookSource {
  const source = sources.get(name);
  if (source) return source;
  if (name === "github") {
    throw new Problem(
      503,
      "webhook_secret_missing",
      "no webhook secret is configured; set GITHUB_WEBHOOK_SECRET and restart",
    );
  }
  throw new Problem(
    404,
    "not_found",
    "there is no webhook source with this name; the server's configuration names the sources",
  );
}

/** Gives a signed body that its source cannot have sent a code of its own. */
function refuse(error: unknown): never {
  if (error instanceof InvalidInputError && error.field === "body") {
    throw new Problem(400, "invalid_json", `the body ${error.problem}`);
  }
  throw error;
}

/** The refusal of a forged delivery, be it kept or only counted: a forger need not know which. */
function forged(source: string, { rejection }: ForgedReceipt): Problem {
  return new Problem(
    401,
    "invalid_signature",
    `the delivery has no valid signature of ${source}: ${rejection}`,
    { reason: rejection },
  );
}
