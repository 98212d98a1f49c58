import type { IncomingMessage } from "node:http";
import { parseJsonExactly } from "@handsfree/repositories";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The text of a JSON body. */
    bodyText: string;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads JSON bodies, and keeps their text, whose numbers JSON.parse can bend. */
export function readJsonBodies(app: FastifyInstance): void {
  app.decorateRequest("bodyText", "");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    async (request: FastifyRequest, stream: IncomingMessage) => {
      const body = await app.readBody(request, stream);
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
 * A member of the body's object with its numbers and texts as they were spelt. Undefined when it is
 * not there.
 *
 * @throws {Problem} when it is nested too deeply to be read.
 */
export function exactMember(request: FastifyRequest, member: string): unknown {
  try {
    return (parseJsonExactly(request.bodyText) as Record<string, unknown>)[member];
  } catch {
    throw new Problem(400, "invalid_input", `${member} is nested too deeply; flatten it`, {
      field: member,
    });
  }
}
