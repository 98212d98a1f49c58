/** The parts of JSON Schema that openapi.json uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly description?: string;
}

const scalars: Readonly<Record<string, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

/**
 * A JSON Schema as a type of TypeScript.
 *
 * @param named the type of the component with this name.
 */
export function typeOf(schema: JsonSchema, named: (component: string) => string): string {
  const each = (schemas: readonly JsonSchema[]): string[] => [
    ...new Set(schemas.map((one) => typeOf(one, named))),
  ];
  if (schema.$ref !== undefined) return named(schema.$ref.split("/").at(-1) ?? "");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((word) => JSON.stringify(word)).join(" | ");
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) {
    const types = each(alternatives);
    // A text of any kind can also be each single text.
    const wider = types.includes("string") ? types.filter((type) => !type.startsWith('"')) : types;
    return wider.join(" | ");
  }
  if (schema.allOf !== undefined) return each(schema.allOf).join(" & ");
  if (Array.isArray(schema.type)) {
    return each(schema.type.map((type: string) => ({ ...schema, type }))).join(" | ");
  }
  if (schema.type === "array") return `readonly (${typeOf(schema.items ?? {}, named)})[]`;
  if (schema.type === "object" || schema.properties !== undefined) return objectType(schema, named);
  return scalars[String(schema.type)] ?? "unknown";
}

function objectType(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  named: (component: string) => string,
): string {
  const isOpen = additionalProperties === true;
  const members = Object.entries(properties).map(([name, property]) => {
    const mark = required.includes(name) ? "" : "?";
    const doc = property.description === undefined ? "" : `/** ${property.description} */\n`;
    return `${doc}readonly ${JSON.stringify(name)}${mark}: ${typeOf(property, named)};`;
  });
  if (members.length > 0)
    return `{ ${members.join("\n")} }${isOpen ? " & Readonly<Record<string, unknown>>" : ""}`;
  if (additionalProperties === false) return "Readonly<Record<string, never>>";
  const values =
    typeof additionalProperties === "object" ? typeOf(additionalProperties, named) : "unknown";
  return `Readonly<Record<string, ${values}>>`;
}
