import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { LightMyRequestResponse } from "fastify";
import { type ProblemCode, type ProblemJson, problems, problemType } from "@handsfree/wire";
import openapi from "../openapi.json" with { type: "json" };

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

const paths = Object.entries(openapi.paths as Record<string, Record<string, Operation>>)
  // Literal segments first: /claim is not an id.
  .toSorted(([one], [other]) => one.split("{").length - other.split("{").length)
  .map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    operations,
  }));
const ajv = addFormats.default(new Ajv({ strict: false }));
ajv.addSchema({ $id: "api", components: closed(openapi.components) });
const validators = new Map<string, ValidateFunction>();

/** @throws {Error} when the JSON is not what openapi.json says of this answer, or holds more than that. */
export function checkAnswer(method: string, url: string, response: LightMyRequestResponse): void {
  const [path = ""] = url.split("?");
  checkProblem(`${method} ${path}`, response);
  const operation = paths.find(({ pattern }) => pattern.test(path))?.operations[
    method.toLowerCase()
  ];
  const [type = ""] = String(response.headers["content-type"]).split(";");
  const schema = operation?.responses[response.statusCode]?.content?.[type]?.schema;
  if (schema === undefined || !type.endsWith("json")) return;
  const key = JSON.stringify(schema).replaceAll("#/", "api#/");
  const validate = validators.get(key) ?? ajv.compile(JSON.parse(key) as object);
  validators.set(key, validate);
  if (validate(response.json())) return;
  throw new Error(
    `${method} ${path} answers ${response.statusCode}, which is not as described: ${ajv.errorsText(validate.errors)}`,
  );
}

/** @throws {Error} for a problem that the table of problems does not have, or does not have with this status. */
function checkProblem(
  request: string,
  { statusCode, headers, body }: LightMyRequestResponse,
): void {
  if (!String(headers["content-type"]).startsWith("application/problem+json")) return;
  const { code, type, status, request_id: id } = JSON.parse(body) as ProblemJson;
  const known = code as ProblemCode;
  const text = Object.hasOwn(problems, code) ? problems[known] : undefined;
  if (!text?.statuses.includes(statusCode) || status !== statusCode) {
    throw new Error(`${request} answers ${statusCode} ${code}, which the table of problems lacks`);
  }
  if (type !== problemType(known) || id !== headers["x-request-id"]) {
    throw new Error(`${request} answers a problem of the type ${type} and the request ${id}`);
  }
}

interface ObjectSchema {
  readonly required: readonly string[];
  readonly properties: object;
}

/** The schemas with no members but those that they name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  if ("allOf" in schema) return closed(merged(schema.allOf as readonly object[]));
  const copy = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value)]),
  );
  return "properties" in copy && "type" in copy ? { additionalProperties: false, ...copy } : copy;
}

/** One object with the members of all parts, which may be references. */
function merged(parts: readonly object[]): object {
  const schemas: Readonly<Record<string, object>> = openapi.components.schemas;
  const objects = parts.map((part) =>
    "$ref" in part ? schemas[String(part.$ref).split("/").at(-1) ?? ""] : part,
  ) as ObjectSchema[];
  return {
    type: "object",
    required: objects.flatMap(({ required }) => required),
    properties: Object.assign({}, ...objects.map(({ properties }) => properties)) as object,
  };
}
