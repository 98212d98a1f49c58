import { type JsonSchema, typeOf } from "./json-schema-type.ts";

/** A type of wire, and the module that exports it. */
export interface WireType {
  readonly name: string;
  readonly module: string;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}
interface Media {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}
interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Media & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Media>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Not calls of the API: deliveries have signatures, browsers follow the redirects, and HTML is for people. */
const isLeftOut = (path: string): boolean =>
  !/^\/(?:health|v1)\b/.test(path) || /^\/v1\/(?:webhooks|openid)\//.test(path);
/** HEAD and OPTIONS are variants of GET. */
const methods = new Set(["get", "post", "put", "patch", "delete"]);
const streamed = "text/event-stream";

/** The text of src/routes.ts: one interface with a member for each route. */
export function describeRoutes(
  { paths, components }: OpenApi,
  wire: ReadonlyMap<string, WireType>,
): string {
  const imports = new Map<string, Set<string>>();
  const own = new Map<string, string>();
  const use = ({ name, module }: WireType): string => {
    imports.set(module, (imports.get(module) ?? new Set()).add(name));
    return name;
  };

  const named = (component: string): string => {
    const type = wire.get(component);
    if (type !== undefined) return use(type);
    const item = wire.get(component.replace(/Page$/, ""));
    const schema = components.schemas[component] ?? {};
    if (component.endsWith("Page") && item !== undefined) {
      return `${use({ name: "PageJson", module: "@handsfree/wire" })}<${use(item)}>`;
    }
    if (schema.properties === undefined) return typeOf(schema, named);
    if (!own.has(component)) {
      own.set(component, "");
      own.set(component, `type ${component} = ${typeOf(schema, named)};`);
    }
    return component;
  };

  const withoutKey: string[] = [];
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method, { responses }]) => {
        const isStream = Object.values(responses).some(({ content }) => content?.[streamed]);
        return methods.has(method) && !isLeftOut(path) && !isStream;
      })
      .map(([method, operation]) => {
        if (method === "post" && !takesKey(operation)) withoutKey.push(path);
        const members = [
          ...parameters("path", operation, named),
          ...parameters("query", operation, named),
          ...body(operation, named),
          `readonly answer: ${answer(operation, named)};`,
        ];
        const route = `${method.toUpperCase()} ${path}`;
        return `/** ${operation.summary}. */\n"${route}": { ${members.join("\n")} };`;
      }),
  );
  return [
    "// Generated from apps/server/openapi.json by `pnpm api`.",
    ...[...imports]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([module, names]) =>
          `import type { ${[...names].toSorted().join(", ")} } from "${module}";`,
      ),
    "",
    ...own.values(),
    "",
    "/** Each route of the API with the types of its path, query, body and answer. */",
    `export interface Routes { ${routes.join("\n")} }`,
    "",
    "/** The paths of POST that take no `Idempotency-Key`. */",
    `export const postsWithoutKey: readonly string[] = ${JSON.stringify(withoutKey)};`,
    "",
  ].join("\n");
}

function takesKey({ parameters: all = [] }: Operation): boolean {
  return all.some(({ in: place, name }) => place === "header" && name === "idempotency-key");
}

function parameters(
  place: "path" | "query",
  { parameters: all = [] }: Operation,
  named: (component: string) => string,
): string[] {
  const own = all.filter((parameter) => parameter.in === place);
  if (own.length === 0) return [];
  const properties = Object.fromEntries(
    own.map(({ name, description, schema }) => [
      name,
      { ...schema, ...(description !== undefined && { description }) },
    ]),
  );
  const required = own.filter((parameter) => parameter.required).map(({ name }) => name);
  const type = typeOf({ type: "object", properties, required }, named);
  return [`readonly ${place}${required.length > 0 ? "" : "?"}: ${type};`];
}

function body({ requestBody }: Operation, named: (component: string) => string): string[] {
  const schema = requestBody?.content?.["application/json"]?.schema;
  if (schema === undefined) return [];
  return [`readonly body${requestBody?.required ? "" : "?"}: ${typeOf(schema, named)};`];
}

/** What the routes that succeed answer: JSON, text, bytes, or undefined without a body. */
function answer({ responses }: Operation, named: (component: string) => string): string {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([, { content }]) => {
      const bodies = Object.entries(content ?? {});
      if (bodies.length === 0) return ["undefined"];
      return bodies.map(([media, { schema }]) => {
        if (media === "application/json") return typeOf(schema ?? {}, named);
        return bytes.has(media) ? "Uint8Array<ArrayBuffer>" : "string";
      });
    });
  return [...new Set(types)].join(" | ");
}

const bytes = new Set(["application/octet-stream", "application/vnd.apache.parquet"]);
