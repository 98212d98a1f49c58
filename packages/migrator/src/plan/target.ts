import { InvalidInputError } from "@handsfree/query";
import { numberOf } from "../files/file-name.ts";
import type { Migration } from "../files/migration.ts";

/** The pending migrations up to the target. */
export function upTo(
  migrations: readonly Migration[],
  pending: readonly Migration[],
  to: string | undefined,
): readonly Migration[] {
  if (to === undefined) return pending;
  const { number } = findTarget("to", migrations, to);
  return pending.filter((migration) => migration.number <= number);
}

/**
 * The migration that a person names by its version or its number.
 *
 * @throws {InvalidInputError} when there is none.
 */
export function findTarget(
  field: string,
  migrations: readonly Migration[],
  text: string,
): Migration {
  const number = /^\d+$/.test(text) ? numberOf(text) : undefined;
  const found = migrations.find(
    (migration) => migration.version === text || migration.number === number,
  );
  if (found !== undefined) return found;
  const newest = migrations.at(-1)?.version ?? "there are none";
  throw new InvalidInputError(
    field,
    `must name a migration by a number such as 12 or a whole version (the newest: ${newest})`,
  );
}
