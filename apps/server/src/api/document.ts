/** A JSON Schema, as far as this folder reads it. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** A header, or a reference to one. */
export type Header =
  | { readonly $ref: string }
  | { readonly description: string; readonly required?: boolean; readonly schema: Schema };

/** An answer, or a reference to one. */
export interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  headers?: Record<string, Header>;
  readonly content?: Record<string, MediaType>;
}

/** A body of a media type. */
interface MediaType {
  schema?: Schema;
  example?: unknown;
}

/** A parameter of a request, in its path, query, headers or cookies. */
interface Parameter {
  readonly name: string;
  readonly in: "cookie" | "header" | "path" | "query";
  readonly required?: boolean;
  readonly schema: Schema;
  example?: unknown;
}

/** An operation of the API description. */
export interface Operation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  requestBody?: { readonly required?: boolean; readonly content: Record<string, MediaType> };
  responses: Record<string, Answer>;
}

/** The API description (OpenAPI 3.1), as far as this folder reads and writes it. */
export interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, Schema>;
    responses?: Record<string, Answer>;
    headers?: Record<string, Header>;
  };
}

/** All operations, each with its method in capitals and its path. */
export function operationsOf({ paths }: Pick<Document, "paths">) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
}
