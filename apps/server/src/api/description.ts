import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import manifest from "../../package.json" with { type: "json" };
import { describeHeaders } from "./answer-headers.ts";
import { shareRefusals } from "./common-answers.ts";
import { describeRoute } from "./describe-route.ts";
import type { Document } from "./document.ts";
import { showExamples } from "./examples/all.ts";
import { describeLists } from "./list-parameters.ts";
import { nameSchemas } from "./name-schemas.ts";
import { securitySchemes } from "./security.ts";
import { tags } from "./tags.ts";

const overview = `The system of record for a hands-free developer companion.

- JSON is snake_case, and times are RFC 3339 in UTC. An unknown parameter or member of a request is refused.
- \`expand\` adds what a record names, by a member of the same name for each expansion; null where there is none, or the caller may not read it.
- Refusals are RFC 9457 problem details, with a \`code\` for programs.
- Lists are \`{items, next_cursor}\`, newest first.
- v1 only adds: a client must accept members, outcomes and codes that it does not know.`;

/** The head of the API description; the rest comes from the routes. */
export const apiDescription: FastifyDynamicSwaggerOptions = {
  refResolver: { buildLocalReference: (schema) => schema["$id"] as string },
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "HandsFree",
      description: overview,
      version: manifest.version,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The server that this description comes from" }],
    tags: [...tags],
    components: { securitySchemes },
  },
  transform: describeRoute,
  transformObject: (described) => {
    if (!("openapiObject" in described)) return described.swaggerObject;
    // A copy: parts of the routes' schemas are shared, and are named in place here.
    const document = structuredClone(described.openapiObject) as Document;
    describeHeaders(document);
    shareRefusals(document);
    describeLists(document);
    nameSchemas(document);
    showExamples(document);
    return document;
  },
};
