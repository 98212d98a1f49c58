import type { MigrationProblemKind } from "../../src/index.ts";
import { recorded } from "./history.ts";
import type { World } from "./arbitrary.ts";

/** A world with one thing wrong, and what must be said of it. */
interface Spoilt {
  readonly world: World;
  readonly kinds: readonly MigrationProblemKind[];
  readonly about: string;
}

/** Spoils what belongs to the version with that number; undefined where it cannot be spoilt so. */
export type Fault = (world: World, version: string) => Spoilt | undefined;

const isOf = (version: string) => (item: { readonly file: string }) =>
  item.file.startsWith(`${version}.`);

export const faults: Readonly<Record<string, Fault>> = {
  badName: (world, version) => ({
    world: { ...world, files: [...world.files, { file: `${version}-x.sql`, sql: "SELECT 1" }] },
    kinds: ["bad_name"],
    about: `${version}-x.sql`,
  }),
  secondOfTheNumber: (world, version) => {
    if (!world.files.some(isOf(version))) return undefined;
    const file = `${version}_too.sql`;
    return {
      world: { ...world, files: [...world.files, { file, sql: "SELECT 1" }] },
      kinds: ["duplicate_number"],
      about: file,
    };
  },
  sharedBesideVariants: (world, version) => {
    const one = world.files.find(isOf(version));
    if (one === undefined) return undefined;
    const file =
      one.file === `${version}.sql` ? `${version}.${world.engine}.sql` : `${version}.sql`;
    return {
      world: { ...world, files: [...world.files, { ...one, file }] },
      kinds: ["shared_and_variant"],
      about: file,
    };
  },
  variantOfAnotherEngineOnly: (world, version) => {
    const other = world.engine === "duckdb" ? "postgres" : "duckdb";
    const file = `${version}.${other}.sql`;
    const files = world.files.filter((item) => !isOf(version)(item));
    return {
      world: { ...world, files: [...files, { file, sql: "SELECT 1" }] },
      kinds: ["missing_variant"],
      about: file,
    };
  },
  withoutSql: (world, version) => edit(world, version, "-- nothing", "empty_file"),
  ownTransaction: (world, version) => edit(world, version, "SELECT 1; COMMIT", "own_transaction"),
  neverClosed: (world, version) => edit(world, version, "SELECT 'x", "unreadable_sql"),
  changed: (world, version) => {
    const row = world.history.find((item) => item.version === version);
    if (row === undefined || (row.checksum ?? row.acceptedChecksum) === null) return undefined;
    return edit(world, version, "SELECT 'changed'", "changed_file");
  },
  withoutFile: (world, version) => {
    if (!world.history.some((item) => item.version === version)) return undefined;
    return {
      world: { ...world, files: world.files.filter((item) => !isOf(version)(item)) },
      kinds: ["missing_file", "newer_database"],
      about: version,
    };
  },
  appliedElsewhere: (world, version) => ({
    world: { ...world, history: [...world.history, recorded(`${version}_elsewhere`)] },
    kinds: ["missing_file", "newer_database"],
    about: `${version}_elsewhere`,
  }),
  failed: (world, version) => setState(world, version, "failed"),
  unfinished: (world, version) => setState(world, version, "running"),
};

function edit(
  world: World,
  version: string,
  sql: string,
  kind: MigrationProblemKind,
): Spoilt | undefined {
  const of = world.files.find(isOf(version));
  if (of === undefined) return undefined;
  const files = world.files.map((item) => (isOf(version)(item) ? { file: item.file, sql } : item));
  const chosen = files.find(({ file }) => file === `${version}.${world.engine}.sql`) ?? of;
  return { world: { ...world, files }, kinds: [kind], about: chosen.file };
}

function setState(world: World, version: string, state: "failed" | "running"): Spoilt | undefined {
  if (!world.history.some((item) => item.version === version)) return undefined;
  const history = world.history.map((item) =>
    item.version === version ? { ...item, state, statement: 1, error: "x" } : item,
  );
  const file = world.files.find(
    (item) => item.file === `${version}.sql` || item.file === `${version}.${world.engine}.sql`,
  );
  if (file === undefined) return undefined;
  return {
    world: { ...world, history },
    kinds: [state === "failed" ? "failed" : "unfinished"],
    about: file.file,
  };
}
