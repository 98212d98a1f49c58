import type { Document, Schema } from "../document.ts";

/** The values that a schema allows, by type: `null`, `string`, `object` and so on; `any` is every value. */
export type Shape = ReadonlyMap<string, Schema>;

/** The types that a schema allows, with what it says of each. References are followed. */
export function shapeOf(schema: Schema | undefined, document: Document): Shape {
  const { $ref, anyOf, oneOf, allOf, ...own } = (schema ?? {}) as Combined;
  if ($ref !== undefined) return shapeOf(referred($ref, document) as Schema, document);
  const either = anyOf ?? oneOf;
  if (either) return new Map(either.flatMap((one) => [...shapeOf(one, document)]));
  if (allOf) return new Map([["object", merged(allOf, document)]]);
  return new Map(typesOf(own).map((type) => [type, own]));
}

interface Combined extends Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Finds the part of the document that a reference names. */
export function referred(reference: string, document: Document): object {
  const steps = reference.split("/").slice(1);
  const found = steps.reduce<unknown>(
    (at, step) => (at as Readonly<Record<string, unknown>> | undefined)?.[step],
    document,
  );
  if (found === undefined) throw new TypeError(`the document has no ${reference}`);
  return found as object;
}

function typesOf(schema: Schema): readonly string[] {
  const { type, const: only, enum: words } = schema;
  if (type !== undefined) return [type].flat() as string[];
  const values = words ?? (only === undefined ? undefined : [only]);
  if (!Array.isArray(values)) return ["any"];
  return values.map((value) => (value === null ? "null" : typeof value));
}

/** One object with the members of all parts. */
function merged(parts: readonly Schema[], document: Document): Schema {
  const objects = parts.map((part) => shapeOf(part, document).get("object") ?? {});
  return {
    type: "object",
    required: objects.flatMap(({ required }) => (required as string[] | undefined) ?? []),
    properties: Object.assign({}, ...objects.map(({ properties }) => properties)) as object,
  };
}
