import type { CallOptions } from "./options.ts";
import { type Pages, pagesOf } from "./pages.ts";
import type { AnyRequest, Requester } from "./requester.ts";
import type { AnswerOf, BodyOf, ItemOf, ListRoute, QueryOf, Route } from "./route-types.ts";

/** A route that a method calls: with ` body` if the method takes one, and with `LIST` for all pages of a GET. */
export type Bound =
  | Route
  | `${Route} body`
  | (ListRoute extends `GET ${infer Path}` ? `LIST ${Path}` : never);

type PathArguments<Path extends string> = Path extends `${string}{${string}{${string}`
  ? [owner: string, name: string]
  : Path extends `${string}{${string}`
    ? [id: string]
    : [];

/** A body whose members may all be left out may be left out itself. */
type BodyArguments<R extends Route> =
  object extends BodyOf<R> ? [body?: BodyOf<R>] : [body: BodyOf<R>];

/** The method that calls a bound route: it takes the parameters of the path, the body or query, and options. */
type Call<B> = B extends `LIST ${infer Path}`
  ? `GET ${Path}` extends infer R extends ListRoute
    ? (
        ...args: [...PathArguments<Path>, query?: QueryOf<R>, options?: CallOptions]
      ) => Pages<ItemOf<R>>
    : never
  : B extends `${infer R extends Route} body`
    ? (
        ...args: [...PathArguments<R>, ...BodyArguments<R>, options?: CallOptions]
      ) => Promise<AnswerOf<R>>
    : B extends Route
      ? (...args: [...PathArguments<B>, options?: CallOptions]) => Promise<AnswerOf<B>>
      : never;

/** The methods of a resource, by the routes that they call. */
export type Resource<Table> = { readonly [Name in keyof Table]: Call<Table[Name]> };

/** Makes the methods of a resource. */
export function bind<const Table extends Readonly<Record<string, Bound>>>(
  requester: Requester,
  table: Table,
): Resource<Table> {
  const methods = Object.entries(table).map(([name, bound]) => [name, method(requester, bound)]);
  return Object.fromEntries(methods) as Resource<Table>;
}

function method(requester: Requester, bound: string): (...args: readonly unknown[]) => unknown {
  const [verb = "", template = "", takes] = bound.split(" ");
  const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
  return (...args) => {
    const path = Object.fromEntries(names.map((name, at) => [name, args[at] as string]));
    const [first, second] = args.slice(names.length);
    if (verb === "LIST") {
      const query = first as AnyRequest["query"];
      const request = { ...(second as CallOptions | undefined), path, query };
      return pagesOf(requester, `GET ${template}`, request);
    }
    const [body, options] = takes === "body" ? [first ?? {}, second] : [undefined, first];
    const request = { ...(options as CallOptions | undefined), path, body };
    return requester.call(`${verb} ${template}`, request);
  };
}
