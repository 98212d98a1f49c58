import type { CompiledQuery } from "kysely";

/** Queries come from code, so there are few. The limit is for programs that generate them. */
const remembered = 1000;

/**
 * Remembers what `shapeOf` returns, once for each text. A compiler writes each parameter as a placeholder, so queries
 * with the same text have the same structure.
 */
export function byText<Shape>(
  shapeOf: (query: CompiledQuery) => Shape | undefined,
): (query: CompiledQuery) => Shape | undefined {
  const shapes = new Map<string, Shape | undefined>();
  return (query) => {
    const known = shapes.get(query.sql);
    if (known !== undefined || shapes.has(query.sql)) return known;
    if (shapes.size >= remembered) shapes.clear();
    const shape = shapeOf(query);
    shapes.set(query.sql, shape);
    return shape;
  };
}
