import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { FastifyInstance, FastifySchemaValidationError } from "fastify";
import type { TSchema } from "typebox";
import { Problem } from "./problem.ts";

/**
 * Validates requests. Unlike Fastify's default, it takes a body's types as they are, and refuses a member or parameter
 * that the route does not know: a misspelt filter must not return everything.
 *
 * @param schemas those that the schemas of the routes refer to, by their `$id`.
 */
export function validateRequests(app: FastifyInstance, schemas: TSchema[]): void {
  const strict = addFormats.default(new Ajv({ useDefaults: true, allErrors: false, schemas }));
  // A query string and a header have only text to give.
  const coercing = addFormats.default(new Ajv({ useDefaults: true, coerceTypes: true, schemas }));
  app.setValidatorCompiler(({ schema, httpPart }) =>
    compiledOnce(() => (httpPart === "body" ? strict : coercing).compile(schema)),
  );
  app.setSchemaErrorFormatter((errors, part) => describe(errors, part));
}

/** Compiles a schema when it is first needed: to compile those of all routes takes a good part of the start. */
function compiledOnce(compile: () => ValidateFunction): Validator {
  let compiled: ValidateFunction | undefined;
  const validate: Validator = (data) => {
    compiled ??= compile();
    const isValid = compiled(data);
    validate.errors = compiled.errors ?? null;
    return isValid;
  };
  return validate;
}

/** As Fastify calls it: the errors of a refusal are a property of the function. */
interface Validator {
  (data: unknown): boolean;
  errors?: ErrorObject[] | null;
}

function describe(
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
