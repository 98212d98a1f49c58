import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { type ProblemCode, type ProblemJson, problems, problemType } from "@handsfree/wire";
import openapi from "../openapi.json" with { type: "json" };

/** An answer, as `inject` and other clients have it. */
interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly body: string;
}

interface DescribedHeader {
  readonly $ref?: string;
  readonly required?: boolean;
  readonly schema?: object;
}

interface Described {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, DescribedHeader>>;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Described>>;
}

const paths = Object.entries(openapi.paths as Record<string, Record<string, Operation>>)
  // Literal segments first: /claim is not an id.
  .toSorted(([one], [other]) => one.split("{").length - other.split("{").length)
  .map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    operations,
  }));
// A header is text, be it described as a number.
const headerAjv = addFormats.default(new Ajv({ strict: false, coerceTypes: true }));
const ajv = addFormats.default(new Ajv({ strict: false }));
ajv.addSchema({ $id: "api", components: closed(openapi.components) });
const validators = new Map<string, ValidateFunction>();

/**
 * Compares an answer with openapi.json: its status, the type and the members of its body, and its headers. An answer of
 * no operation, such as that of an unknown path, is not compared.
 *
 * @throws {Error} when the answer is not as described, or holds more than that.
 */
export function checkAnswer(method: string, url: string, answer: Answered): void {
  const fault = faultOf(method, url, answer);
  if (fault === undefined) return;
  const [path = ""] = url.split("?");
  throw new Error(
    `${method} ${path} answers ${answer.statusCode}, which is not as described: ${fault}`,
  );
}

function faultOf(method: string, url: string, answer: Answered): string | undefined {
  const [path = ""] = url.split("?");
  checkProblem(`${method} ${path}`, answer);
  const operation = paths.find(({ pattern }) => pattern.test(path))?.operations[
    method.toLowerCase()
  ];
  if (operation === undefined) return undefined;
  const described = resolve<Described>(operation.responses[answer.statusCode]);
  if (described === undefined) return "the status is unknown";
  return faultOfHeaders(described, answer) ?? faultOfBody(described, answer);
}

function faultOfHeaders({ headers = {} }: Described, answer: Answered): string | undefined {
  for (const [name, header] of Object.entries(headers)) {
    const { required = false, schema = {} } = resolve<DescribedHeader>(header) ?? {};
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined && required) return `the header ${name} is missing`;
    if (value !== undefined && !headerAjv.validate(schema, [value].flat().join())) {
      return `the header ${name}: ${headerAjv.errorsText()}`;
    }
  }
  return undefined;
}

function faultOfBody({ content }: Described, { headers, body }: Answered): string | undefined {
  if (content === undefined) return body === "" ? undefined : "it has a body";
  const [type = ""] = String(headers["content-type"]).split(";");
  const media = content[type];
  if (media === undefined) return `the content type is ${type}`;
  const { schema } = media;
  if (schema === undefined || !type.endsWith("json")) return undefined;
  const key = JSON.stringify(schema).replaceAll("#/", "api#/");
  const validate = validators.get(key) ?? ajv.compile(JSON.parse(key) as object);
  validators.set(key, validate);
  return validate(JSON.parse(body)) ? undefined : ajv.errorsText(validate.errors);
}

/** What the reference leads to, where it is one. */
function resolve<T extends { readonly $ref?: string }>(part: T | undefined): T | undefined {
  if (part?.$ref === undefined) return part;
  const steps = part.$ref.split("/").slice(1);
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], openapi) as T;
}

/** @throws {Error} for a problem that the table of problems does not have, or does not have with this status. */
function checkProblem(request: string, { statusCode, headers, body }: Answered): void {
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
  readonly required?: readonly string[];
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
    required: objects.flatMap(({ required = [] }) => required),
    properties: Object.assign({}, ...objects.map(({ properties }) => properties)) as object,
  };
}
