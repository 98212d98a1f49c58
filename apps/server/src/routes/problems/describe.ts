import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  type ProblemCode,
  type ProblemDescriptionJson,
  ProblemDescriptionSchema,
  ProblemDescriptionsSchema,
  problems,
  problemType,
  ref,
} from "@handsfree/wire";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { Problem, problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import { protectPage } from "../../sign-in/pages.ts";
import { problemPage } from "./page.ts";

const codes = (Object.keys(problems) as ProblemCode[]).toSorted();
const html = { "text/html": { schema: Type.String() } };

/** What the `type` of a problem leads to: JSON, or a page for a browser. */
export const problemRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    "/problems",
    {
      config: { access: "public", linked: true },
      schema: {
        operationId: "listProblems",
        summary: "All codes of problems, with their meaning and the way out",
        tags: ["problems"],
        querystring: NoQuery,
        response: {
          200: {
            description: "All codes",
            content: { "application/json": { schema: ref(ProblemDescriptionsSchema) }, ...html },
          },
        },
      },
    },
    async (request, reply) => {
      const items = codes.map(describe);
      if (!wantsPage(request)) return reply.send({ items });
      return sendPage(reply, problemPage("Problems", items));
    },
  );

  app.get(
    "/problems/:code",
    {
      config: { access: "public", linked: true },
      schema: {
        operationId: "getProblem",
        summary: "What a code of a problem means, and the way out",
        tags: ["problems"],
        params: Type.Object({ code: Type.String() }),
        querystring: NoQuery,
        response: {
          200: {
            description: "The code",
            content: { "application/json": { schema: ref(ProblemDescriptionSchema) }, ...html },
          },
          ...problemResponses(404),
        },
      },
    },
    async (request, reply) => {
      const code = codes.find((known) => known === request.params.code);
      if (code === undefined) {
        throw new Problem(404, "not_found", "there is no such code; GET /problems lists all");
      }
      const description = describe(code);
      if (!wantsPage(request)) return reply.send(description);
      return sendPage(reply, problemPage(code, [description]));
    },
  );
};

function describe(code: ProblemCode): ProblemDescriptionJson {
  const { statuses, meaning, wayOut } = problems[code];
  return { type: problemType(code), code, statuses: [...statuses], meaning, way_out: wayOut };
}

/** A browser names HTML; a program that takes anything gets JSON. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes("text/html") ?? false;
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  protectPage(reply);
  return reply.type("text/html; charset=utf-8").header("vary", "accept").send(page);
}
