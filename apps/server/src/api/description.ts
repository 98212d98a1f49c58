import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { keyScheme, sessionScheme } from "../access/route-access.ts";
import manifest from "../../package.json" with { type: "json" };

/** The head of the API description; the rest comes from the routes. */
export const apiDescription: FastifyDynamicSwaggerOptions = {
  refResolver: { buildLocalReference: (schema) => schema["$id"] as string },
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "HandsFree",
      description:
        "The system of record for a hands-free developer companion. JSON is snake_case, times are RFC 3339 in UTC, errors are RFC 9457 problem details.",
      version: manifest.version,
      license: { name: "MIT", identifier: "MIT" },
    },
    components: {
      securitySchemes: {
        [sessionScheme]: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-handsfree",
          description:
            "The session of a person in a browser; on a server without TLS the name is handsfree. A change also needs the header x-csrf-token",
        },
        [keyScheme]: {
          type: "http",
          scheme: "bearer",
          description: "An access key of a person or a service, like hf_user_…",
        },
      },
    },
  },
};
