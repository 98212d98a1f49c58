import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { FastifyInstance, FastifySchemaValidationError } from "fastify";
import type { ProblemErrorJson } from "@handsfree/wire";
import type { TSchema } from "typebox";
import { Problem } from "./problem.ts";
import { pointerTo } from "./problem-errors.ts";

/**
 * Validates requests. Unlike Fastify's default, it takes a body's types as they are, and refuses a member or parameter
 * that the route does not know: a misspelt filter must not return everything.
 *
 * @param schemas those that the schemas of the routes refer to, by their `$id`.
 */
export function validateRequests(app: FastifyInstance, schemas: TSchema[]): void {
  // All errors: a body has at most so many values as `limitJson` allows, and an answer names the first of them.
  const options = {
    useDefaults: true,
    allErrors: true,
    schemas,
    // Checking our own schemas, which `pnpm lint:api` does, would compile the schema of schemas at each start.
    meta: false,
    validateSchema: false,
  };
  const strict = addFormats.default(new Ajv(options));
  // A query string and a header have only text to give.
  const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: true }));
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

type SchemaError = ErrorObject | FastifySchemaValidationError;

/** How many errors an answer names at most. */
const mostErrors = 20;

function describe(errors: readonly SchemaError[], part: string): Problem {
  const [first] = errors;
  if (first === undefined) return new Problem(400, "invalid_input", `the ${part} is not valid`);
  const { field, problem } = faultOf(first, part);
  const places = new Map<string, ProblemErrorJson>();
  for (const error of errors) {
    if (places.size === mostErrors) break;
    const { path, problem: detail } = faultOf(error, part);
    const place = placeOf(path, part);
    // A union that nothing matches has an error for each of its types.
    const key = JSON.stringify(place);
    if (!places.has(key)) places.set(key, { ...place, detail });
  }
  return new Problem(400, "invalid_input", `${field} ${problem}`, {
    field,
    errors: [...places.values()],
  });
}

interface Fault {
  /** For people: the name of an unknown or missing member alone, else its path by dots. */
  readonly field: string;
  readonly path: readonly string[];
  readonly problem: string;
}

function faultOf(error: SchemaError, part: string): Fault {
  const params = error.params as Record<string, unknown>;
  const steps = error.instancePath.split("/").slice(1).map(nameIn);
  // A list in a parameter has no members that a caller could see.
  const path = part === "body" ? steps : steps.slice(0, 1);
  const field = path.join(".") || part;
  const unknown = params["additionalProperty"];
  if (typeof unknown === "string") {
    const problem = "is not known here; check its spelling or leave it out";
    return { field: unknown, path: [...path, unknown], problem };
  }
  const missing = params["missingProperty"];
  if (typeof missing === "string") {
    return { field: missing, path: [...path, missing], problem: `is missing from the ${part}` };
  }
  const allowed = params["allowedValues"];
  if (Array.isArray(allowed))
    return { field, path, problem: `must be one of ${allowed.join(", ")}` };
  const format = typeof params["format"] === "string" ? hints[params["format"]] : undefined;
  const problem = format ?? error.message ?? "is not valid";
  return { field: path.length === 0 ? `the ${part}` : field, path, problem };
}

/** A segment of a JSON pointer (RFC 6901, section 4). */
function nameIn(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function placeOf(path: readonly string[], part: string): Omit<ProblemErrorJson, "detail"> {
  if (part === "body") return { pointer: pointerTo(path) };
  const name = path.join(".") || part;
  return part === "headers" ? { header: name } : { parameter: name };
}

const hints: Readonly<Record<string, string>> = {
  uuid: "must be a UUID, like 019a2f6e-0000-7000-8000-000000000000",
  "date-time": "must be an RFC 3339 time with its offset, like 2026-03-01T12:00:00Z",
};
