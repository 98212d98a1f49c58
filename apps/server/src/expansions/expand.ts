import type { Page } from "@handsfree/query";
import type { Context } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import { type ExactText, OneOf, type PageJson, renderPage } from "@handsfree/wire";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Kysely } from "kysely";
import Type, { type TArray, type TOptional, type TUnsafe } from "typebox";
import { mayAlsoRead } from "../access/caller.ts";
import type { KnownCallers } from "../access/route-access.ts";
import { exactText } from "../http/exact-text.ts";

/** Who asks, and what of. */
export interface Asked {
  readonly db: Kysely<Database>;
  readonly context: Context;
  readonly request: FastifyRequest;
}

/** What one name of `expand` adds to the records of a route. */
export interface Expansion<Item> {
  /** Who may read what it adds; it is null for others. Default: those who may read the record. */
  readonly access?: KnownCallers;
  /**
   * Reads what it adds to all of the records at once: the number of statements does not depend on theirs.
   *
   * @returns the value of each record.
   */
  readonly read: (items: readonly Item[], asked: Asked) => Promise<(item: Item) => unknown>;
}

/** The expansions of a route by their names, which are also those of the members that they add. */
export type Expansions<Item> = Readonly<Record<string, Expansion<Item>>>;

/** The parameter `expand` of a route. */
export function expandQuery(expansions: Expansions<never>): {
  expand: TOptional<TArray<TUnsafe<string>>>;
} {
  const names = Object.keys(expansions);
  const options = {
    minItems: 1,
    maxItems: names.length,
    uniqueItems: true,
    description: "What to add to each record, by comma: a member of the same name for each one",
  };
  return { expand: Type.Optional(Type.Array(OneOf(names), options)) };
}

/** The query of a route that answers one record. */
export function recordQuery(expansions: Expansions<never>) {
  return Type.Object(expandQuery(expansions), { additionalProperties: false });
}

/** Makes a list of the names by comma in `expand`, before it is validated. */
export function readExpansions(app: FastifyInstance): void {
  app.addHook("preValidation", (request, _reply, done) => {
    const query = request.query as { readonly expand?: unknown };
    if (typeof query.expand === "string" && takesExpand(request)) {
      request.query = { ...query, expand: query.expand.split(",") };
    }
    done();
  });
}

function takesExpand({ routeOptions }: FastifyRequest): boolean {
  const schema = routeOptions.schema?.querystring as { readonly properties?: object } | undefined;
  return "expand" in (schema?.properties ?? {});
}

/** A renderer of one record. */
type Render<Item, Json> = (item: Item, exact: ExactText) => Json;

/** Renders a page with what the request asks to add to its records. */
export async function renderExpandedPage<Item, Json extends object>(
  page: Page<Item>,
  render: Render<Item, Json>,
  expansions: Expansions<Item>,
  asked: Asked,
): Promise<PageJson<Json>> {
  return renderPage(page, await expanded(page.items, render, expansions, asked), exactText);
}

/** Renders a record with what the request asks to add to it. */
export async function renderExpanded<Item, Json extends object>(
  item: Item,
  render: Render<Item, Json>,
  expansions: Expansions<Item>,
  asked: Asked,
): Promise<Json> {
  return (await expanded([item], render, expansions, asked))(item, exactText);
}

/**
 * Reads what the request asks to add to the records. Without `expand` it reads nothing, and the answer is the same as
 * before there was that parameter.
 *
 * @returns a renderer of the records with it.
 */
async function expanded<Item, Json extends object>(
  items: readonly Item[],
  render: Render<Item, Json>,
  expansions: Expansions<Item>,
  asked: Asked,
): Promise<Render<Item, Json>> {
  const { expand = [] } = asked.request.query as { readonly expand?: readonly string[] };
  if (expand.length === 0 || items.length === 0) return render;
  const members = await Promise.all(
    expand.map(async (name) => [name, await valuesOf(expansions[name], items, asked)] as const),
  );
  return (item, exact) => ({
    ...render(item, exact),
    ...Object.fromEntries(members.map(([name, valueOf]) => [name, valueOf(item)])),
  });
}

async function valuesOf<Item>(
  expansion: Expansion<Item> | undefined,
  items: readonly Item[],
  asked: Asked,
): Promise<(item: Item) => unknown> {
  if (expansion === undefined) throw new TypeError("the validation let an unknown name through");
  const { access, read } = expansion;
  const mayRead = access === undefined || mayAlsoRead(asked.request, access);
  return mayRead ? read(items, asked) : () => null;
}
