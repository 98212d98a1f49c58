import type { IncomingMessage } from "node:http";
import { parseJsonExactly } from "@handsfree/repositories";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { limitJson } from "./json-limits.ts";
import { Problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The text of a JSON body. */
    bodyText: string;
    /** The body as `exactMember` read it. */
    exactBody: Readonly<Record<string, unknown>> | undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads JSON bodies, and keeps their text, since JSON.parse can change numbers. */
export function readJsonBodies(app: FastifyInstance): void {
  app.decorateRequest("bodyText", "");
  app.decorateRequest("exactBody", undefined);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    async (request: FastifyRequest, stream: IncomingMessage) => {
      const body = await app.readBody(request, stream);
      limitJson(body);
      try {
        request.bodyText = utf8.decode(body);
        return JSON.parse(request.bodyText) as unknown;
      } catch {
        throw new Problem(400, "invalid_json", "the body is not JSON in UTF-8");
      }
    },
  );
}

/**
 * A member of the body, with its numbers and texts as they were spelt. Undefined when the body does not have it.
 *
 * @throws {Problem} when the member is nested too deeply to be read.
 */
export function exactMember(request: FastifyRequest, member: string): unknown {
  try {
    request.exactBody ??= parseJsonExactly(request.bodyText) as Record<string, unknown>;
    return request.exactBody[member];
  } catch {
    throw new Problem(400, "invalid_input", `${member} is nested too deeply; flatten it`, {
      field: member,
    });
  }
}
