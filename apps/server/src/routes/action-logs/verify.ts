import { createPublicKey, type KeyObject } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { InvalidInputError } from "@handsfree/query";
import { verifyAuditTrail } from "@handsfree/repositories/audit";
import Type from "typebox";
import { onceEnded } from "../../http/once-ended.ts";
import { problemResponses } from "../../http/problem.ts";
import { sendAsMade } from "../../http/send-as-made.ts";
import { whileWanted } from "../../http/while-wanted.ts";
import type { Services } from "../../services.ts";
import { verificationLines } from "./verification-lines.ts";

/** How many keys can have signed the seals. */
const mostKeys = 10;

export const verifyAuditRoute: FastifyPluginAsyncTypebox<Services> = async (app, { db }) => {
  app.get(
    "/v1/audit/verification",
    {
      config: { access: { scopes: ["audit:read"] }, concurrency: "export" },
      schema: {
        operationId: "verifyAuditTrail",
        summary: "Compare all action logs with their seals, as JSON Lines with the progress",
        description:
          'One object with "type" and "data" a line: of the type "progress" with `entries` and `rows` so far, and the last of the type "result" with what `handsfree audit verify --json` answers. Where that is missing, the verification was interrupted. It ends when the caller goes away. A caller can have one export or verification at a time, and the server two.',
        tags: ["action logs"],
        querystring: Type.Object(
          {
            head: Type.Optional(
              Type.String({
                pattern: "^[1-9][0-9]{0,8}:[0-9a-f]{64}$",
                description:
                  "A head that was kept elsewhere, as number:hash. Without one, a trail that was cut off at its end passes",
              }),
            ),
            public_key: Type.Optional(
              Type.String({
                maxLength: 1000,
                description: `The Ed25519 public keys that may have signed, at most ${mostKeys}, by comma: each in DER (SPKI) as base64url, which is the text between the lines of its PEM with - for + and _ for /. Without one, signatures are not verified`,
              }),
            ),
            signed_from: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 999_999_999,
                description: "The number from which entries must be signed. Default 1",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: "JSON Lines, from the progress to the result",
            content: { "application/jsonl": { schema: Type.String() } },
          },
          ...problemResponses(400, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { head, public_key: keys, signed_from: signedFrom } = request.query;
      const options = {
        head: head === undefined ? undefined : toHead(head),
        publicKeys: keys === undefined ? [] : toKeys(keys),
        signedFrom,
      };
      const wanted = whileWanted(reply, app.closingSignal);
      onceEnded(reply.raw, () => wanted.release());
      const { signal } = wanted;
      const lines = verificationLines((onProgress) =>
        verifyAuditTrail(db, { ...options, signal, onProgress }),
      );
      void reply
        .type("application/jsonl; charset=utf-8")
        .header("cache-control", "no-store")
        // Proxies such as nginx would keep the progress back.
        .header("x-accel-buffering", "no");
      await sendAsMade(reply, lines);
      return reply;
    },
  );
};

function toHead(text: string): { readonly number: number; readonly hash: string } {
  const [number = "", hash = ""] = text.split(":");
  return { number: Number(number), hash };
}

function toKeys(text: string): KeyObject[] {
  const keys = text.split(",");
  if (keys.length > mostKeys) {
    throw new InvalidInputError("public_key", `has ${keys.length} keys; give at most ${mostKeys}`);
  }
  return keys.map((key) => {
    try {
      const der = Buffer.from(key, "base64url");
      return createPublicKey({ key: der, format: "der", type: "spki" });
    } catch {
      throw new InvalidInputError(
        "public_key",
        "holds a text that is no public key in DER as base64url; make it from the PEM of the key",
      );
    }
  });
}
