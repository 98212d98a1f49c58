import { Ajv, type ErrorObject } from "ajv";
import addFormats from "ajv-formats";
import type {
  FastifySchemaCompiler,
  FastifySchemaValidationError,
  FastifyServerOptions,
} from "fastify";
import type { TSchema } from "typebox";
import { Problem } from "./problem.ts";

/**
 * Makes the validators of requests. Unlike Fastify's default, they take a body's types as they are, and refuse a member
 * or parameter that the route does not know: a misspelt filter must not return everything.
 *
 * @param shared the schemas that those of the routes refer to, by their `$id`.
 */
function buildValidator(shared: Readonly<Record<string, TSchema>>): FastifySchemaCompiler<TSchema> {
  const schemas = Object.values(shared);
  const strict = addFormats.default(new Ajv({ useDefaults: true, allErrors: false, schemas }));
  // A query string and a header have only text to give.
  const coercing = addFormats.default(new Ajv({ useDefaults: true, coerceTypes: true, schemas }));
  return ({ schema, httpPart }) => (httpPart === "body" ? strict : coercing).compile(schema);
}

type SchemaController = NonNullable<FastifyServerOptions["schemaController"]>;

/** How Fastify compiles the schemas of requests. Its types know the validators of its own package only. */
export const schemaController: SchemaController = {
  compilersFactory: { buildValidator } as unknown as SchemaController["compilersFactory"] & object,
};

/** The refusal of a request that does not fit its schema, by the first error. */
export function describeInvalid(
  errors: readonly (ErrorObject | FastifySchemaValidationError)[],
  part: string,
): Problem {
  const [error] = errors;
  if (error === undefined) return new Problem(400, "invalid_input", `the ${part} is not valid`);
  const params = error.params as Record<string, unknown>;
  const path = error.instancePath.split("/").slice(1).join(".");
  const unknown = params["additionalProperty"];
  if (typeof unknown === "string") {
    return refuse(unknown, "is not known here; check its spelling or leave it out");
  }
  const missing = params["missingProperty"];
  if (typeof missing === "string") return refuse(missing, `is missing from the ${part}`);
  const allowed = params["allowedValues"];
  if (Array.isArray(allowed)) return refuse(path || part, `must be one of ${allowed.join(", ")}`);
  const format = typeof params["format"] === "string" ? hints[params["format"]] : undefined;
  return refuse(path || `the ${part}`, format ?? error.message ?? "is not valid");
}

const hints: Readonly<Record<string, string>> = {
  uuid: "must be a UUID, like 019a2f6e-0000-7000-8000-000000000000",
  "date-time": "must be an RFC 3339 time with its offset, like 2026-03-01T12:00:00Z",
};

function refuse(field: string, problem: string): Problem {
  return new Problem(400, "invalid_input", `${field} ${problem}`, { field });
}
