import type { Engine } from "@handsfree/query";
import type { OrderedFile } from "./lint-file.ts";
import { loadParser, type SqlParser } from "./parser.ts";
import { openDuckDbScratch } from "./scratch/duckdb.ts";
import { openPostgresScratch } from "./scratch/postgres.ts";
import type { Scratch } from "./scratch/scratch.ts";

/** The parser and the databases of the lint, as far as they are installed. */
export interface LintTools extends AsyncDisposable {
  readonly parse: SqlParser | undefined;
  readonly scratches: ReadonlyMap<Engine, Scratch>;
}

/** Opens an empty database for each engine whose package is installed. */
export async function openLintTools(
  files: readonly OrderedFile[],
  engines: ReadonlySet<Engine>,
): Promise<LintTools> {
  const sql = files.map((file) => file.sql).join("\n");
  const opened = [
    engines.has("duckdb") ? await openDuckDbScratch() : undefined,
    engines.has("postgres") ? await openPostgresScratch(sql) : undefined,
  ].filter((scratch) => scratch !== undefined);
  return {
    parse: await loadParser(),
    scratches: new Map(opened.map((scratch) => [scratch.engine, scratch])),
    [Symbol.asyncDispose]: async () => {
      for (const scratch of opened) await scratch[Symbol.asyncDispose]();
    },
  };
}
