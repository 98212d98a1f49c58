import type { MigrationFile } from "./migration.ts";

/** The same parser, which looks at each file object once: a server's health check plans at every request. */
export function oncePerFile<Parsed>(
  parse: (file: MigrationFile) => Parsed,
): (file: MigrationFile) => Parsed {
  const known = new WeakMap<MigrationFile, { readonly parsed: Parsed }>();
  return (file) => {
    const found = known.get(file) ?? { parsed: parse(file) };
    known.set(file, found);
    return found.parsed;
  };
}
