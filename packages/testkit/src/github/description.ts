import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import description from "./rest-description.json" with { type: "json" };

/** An operation of GitHub's REST API. */
interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly isBodyRequired: boolean;
  readonly body: object | null;
  readonly answers: Readonly<Record<string, object | null>>;
  readonly example: unknown;
}

/** A request, as it arrived. */
interface GivenRequest {
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** The part of GitHub's description of its REST API that is played here. */
const operations = description.operations as readonly Operation[];

const ajv = addFormats.default(
  new Ajv({ strict: false, logger: false, inlineRefs: false, code: { optimize: false } }),
);
ajv.addSchema({ $id: "github", components: description.components });
const coercing = addFormats.default(new Ajv({ strict: false, logger: false, coerceTypes: true }));

const compiled = new Map<object, ValidateFunction>();

/** The operation of a path, and the values of the path's parameters. */
export function findOperation(
  method: string,
  path: string,
):
  | { readonly operation: Operation; readonly parameters: Readonly<Record<string, string>> }
  | undefined {
  for (const operation of operations) {
    if (operation.method !== method.toLowerCase()) continue;
    const form = operation.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const match = new RegExp(`^${form}$`).exec(path);
    if (match === null) continue;
    const values = Object.entries(match.groups ?? {});
    const decoded = values.map(([name, value]) => [name, decodeURIComponent(value)]);
    return { operation, parameters: Object.fromEntries(decoded) as Record<string, string> };
  }
  return undefined;
}

/** The parts of a request that the description does not allow. */
export function faultsOfRequest(
  { parameters, isBodyRequired, body: schema }: Operation,
  { query, body }: GivenRequest,
): string[] {
  const faults = [...query.keys()].flatMap((name) =>
    parameters.some((one) => one.in === "query" && one.name === name)
      ? []
      : `the query has ${name}, which is not described`,
  );
  for (const { name, in: place, required, schema: wanted } of parameters) {
    // A range of times, of which the description says that it is a time.
    const value = place === "query" ? (query.get(name)?.replace(/^>=/, "") ?? null) : null;
    if (value === null) {
      if (required && place === "query") faults.push(`the query lacks ${name}`);
    } else if (!coercing.validate(absolute(wanted), { value }.value)) {
      faults.push(`the query's ${name} is ${value}`);
    }
  }
  if (schema === null) {
    if (body !== undefined) faults.push("there is a body, and none is described");
    return faults;
  }
  if (body === undefined && !isBodyRequired) return faults;
  return [...faults, ...faultsOf(schema, body, "the body"), ...strangers(schema, body)];
}

/** The parts of an answer that the description does not allow. */
export function faultsOfAnswer({ answers }: Operation, status: number, body: unknown): string[] {
  // Each operation can answer these.
  if (status === 401 || status >= 500 || status === 429) return [];
  const schema = answers[status] ?? (status === 403 ? null : undefined);
  if (schema === undefined && !(status in answers)) return [`${status} is not described`];
  return schema === null || schema === undefined ? [] : faultsOf(schema, body, "the answer");
}

/** A copy of the description's own example of an answer. */
export function exampleOf(method: string, path: string): Record<string, unknown> {
  const found = operations.find((one) => one.method === method && one.path === path);
  if (found === undefined) throw new Error(`${method} ${path} is not played`);
  return structuredClone(found.example) as Record<string, unknown>;
}

function faultsOf(schema: object, value: unknown, what: string): string[] {
  const validate: ValidateFunction = compiled.get(schema) ?? ajv.compile(absolute(schema));
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, 5)
    .map(({ instancePath, message }) => `${what}${instancePath} ${message}`);
}

/** Members that GitHub would ignore. */
function strangers(schema: object, body: unknown): string[] {
  const { properties } = schema as { readonly properties?: object };
  if (properties === undefined || typeof body !== "object" || body === null) return [];
  return Object.keys(body).flatMap((name) =>
    name in properties ? [] : `the body has ${name}, which is not described`,
  );
}

/** With references to the components of the description. */
function absolute<Schema extends object>(schema: Schema): Schema {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/'),
  ) as Schema;
}
