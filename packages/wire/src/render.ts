import Type from "typebox";
import type { NamedSchema } from "./named-schema.ts";

/** `created_at` as `createdAt`. */
type CamelCase<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** A time is a `Date` in the domain and a text on the wire. */
type FieldOf<Value> = Value extends string
  ? string extends Value
    ? Value | Date
    : Value
  : Value extends readonly (infer Item)[]
    ? readonly Item[]
    : Value;

/**
 * The domain object that a JSON object is rendered from. Each member has its field, by its name in camel case. A
 * member that can be any JSON value is read from the field with the stored text, such as `entitiesJson`.
 */
export type RecordOf<Json> = {
  readonly [
    Name in keyof Json as unknown extends Json[Name]
      ? `${CamelCase<Name> & string}Json`
      : CamelCase<Name> & string
  ]: unknown extends Json[Name] ? string | null : FieldOf<Json[Name]>;
};

/** How texts of the domain are rendered. `@handsfree/repositories` has a function for each. */
export interface ExactText {
  /**
   * Reads a stored JSON text so that `JSON.stringify` writes the same digits and escapes again; null for null.
   * `decodeJsonExactly` does so.
   */
  readonly readJson: (text: string | null) => unknown;
  /** Escapes the characters that do not show, or that turn directions. `escapeInvisible` does so. */
  readonly showInvisible: (text: string) => string;
}

/** Renders a domain object whose members are all of known types. */
export type Renderer<Json> = (record: RecordOf<Json>) => Json;
/** Renders a domain object with members that can be any JSON value. */
export type ExactRenderer<Json> = (record: RecordOf<Json>, exact: ExactText) => Json;

/** A renderer that takes each property of the schema, in its order, from the domain object. */
export function rendererOf<Json>(
  schema: NamedSchema<Json>,
): (record: RecordOf<Json>, exact?: ExactText) => Json {
  const members = Object.entries(schema.properties).map(([name, property]) => {
    const field = camelCase(name);
    const isJson = Type.IsUnknown(property);
    return { name, field: isJson ? `${field}Json` : field, isJson };
  });
  return (record, exact) => {
    const fields = record as Readonly<Record<string, unknown>>;
    const render = ({ field, isJson }: (typeof members)[number]): unknown => {
      const value = fields[field];
      if (isJson) return exact?.readJson(value as string | null);
      return value instanceof Date ? value.toISOString() : value;
    };
    return Object.fromEntries(members.map((member) => [member.name, render(member)])) as Json;
  };
}

/** The members of a request by the names of the domain's fields. */
export type FieldsOf<Json> = {
  [Name in keyof Json as CamelCase<Name> & string]: Json[Name];
};

/** Renames the members of a body or a query to the names of the domain's fields: `action_type` to `actionType`. */
export function fieldsOf<Json extends object>(json: Json): FieldsOf<Json> {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [camelCase(name), value]),
  ) as FieldsOf<Json>;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
