import type { CompiledQuery } from "kysely";
import type { ListShape } from "./list-shape.ts";

/** The most different lists in one statement. More save hardly more, and each waits for the rows of all. */
const mostLists = 16;
/** The most rows of a statement for several lists. */
const mostRows = 2000;

/** Tells which lists of one shape fit into a statement with the first one. */
export class ListRoom {
  readonly #shape: ListShape;
  readonly #common: string | undefined;
  readonly #limit: number;
  readonly #different = new Set<string>();

  constructor(shape: ListShape, first: CompiledQuery) {
    this.#shape = shape;
    this.#common = commonKey(shape, first);
    this.#limit = Number(first.parameters[shape.limit]);
    this.add(first);
  }

  /** Adds a list, unless it does not fit. */
  add(list: CompiledQuery): boolean {
    const own = ownKey(this.#shape, list);
    if (own === undefined || this.#common === undefined) return false;
    if (commonKey(this.#shape, list) !== this.#common) return false;
    const lists = this.#different.size + 1;
    const fits =
      this.#different.has(own) || (lists <= mostLists && lists * this.#limit <= mostRows);
    if (fits) this.#different.add(own);
    return fits;
  }
}

/** Identifies the values in which lists of one shape may differ. Undefined if they are not of the types of the shape. */
export function ownKey({ varying }: ListShape, { parameters }: CompiledQuery): string | undefined {
  return keyOf(parameters.filter((_, index) => varying.has(index)));
}

function commonKey({ varying }: ListShape, { parameters }: CompiledQuery): string | undefined {
  return keyOf(parameters.filter((_, index) => !varying.has(index)));
}

/** Undefined if one of the values is an object whose content is not known. */
function keyOf(values: readonly unknown[]): string | undefined {
  const texts: string[] = [];
  for (const value of values) {
    if (typeof value === "object" && value !== null && !(value instanceof Date)) return undefined;
    texts.push(
      value instanceof Date ? `date ${value.getTime()}` : `${typeof value} ${String(value)}`,
    );
  }
  return JSON.stringify(texts);
}
