import Type, {
  type Static,
  type TObject,
  type TProperties,
  type TSchema,
  type TUnsafe,
} from "typebox";

/** The schema of an object that other schemas refer to by its name, and that is `Json` in TypeScript. */
export interface NamedSchema<Json> extends TUnsafe<Json> {
  /** The name, which is also that of the component in the OpenAPI file. */
  readonly $id: string;
  readonly properties: Readonly<Record<string, TSchema>>;
}

/** The schema of an object with these properties, under a name. */
export function named<Properties extends TProperties>(
  $id: string,
  properties: Properties,
  options: { readonly description?: string; readonly additionalProperties?: boolean } = {},
): NamedSchema<Static<TObject<Properties>>> {
  const schema = Type.Object(properties, { $id, ...options });
  return schema as unknown as NamedSchema<Static<TObject<Properties>>>;
}

/**
 * A reference to a schema that has an `$id`.
 *
 * @param description what the value is in this place, where that is more than the schema says.
 * @throws {TypeError} when the schema has no `$id`.
 */
export function ref<T extends TSchema>(schema: T, description?: string): TUnsafe<Static<T>> {
  const { $id } = schema as { readonly $id?: string };
  if ($id === undefined) throw new TypeError("the schema must have an $id to be referred to");
  return Type.Unsafe({ $ref: `${$id}#`, ...(description !== undefined && { description }) });
}
