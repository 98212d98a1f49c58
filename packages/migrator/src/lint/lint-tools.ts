import type { Engine } from "@handsfree/query";
import type { OrderedFile } from "./lint-file.ts";
import { loadParser, type SqlParser } from "./parser.ts";
import { openDuckDbScratch } from "./scratch/duckdb.ts";
import { openPostgresScratch } from "./scratch/postgres.ts";
import type { Scratch } from "./scratch/scratch.ts";

/** What the lint looks with. An engine that is not there is not asked. */
export interface LintTools extends AsyncDisposable {
  readonly parse: SqlParser | undefined;
  readonly scratches: ReadonlyMap<Engine, Scratch>;
}

/** Opens an empty database of each engine that the files are for, as far as the packages are installed. */
export async function openLintTools(files: readonly OrderedFile[]): Promise<LintTools> {
  const forEngine = (engine: Engine): readonly OrderedFile[] =>
    files.filter(({ engines }) => engines.includes(engine));
  const forPostgres = forEngine("postgres");
  const sql = forPostgres.map((file) => file.sql).join("\n");
  const opened = [
    forEngine("duckdb").length > 0 ? await openDuckDbScratch() : undefined,
    forPostgres.length > 0 ? await openPostgresScratch(sql) : undefined,
  ].filter((scratch) => scratch !== undefined);
  return {
    parse: await loadParser(),
    scratches: new Map(opened.map((scratch) => [scratch.engine, scratch])),
    [Symbol.asyncDispose]: async () => {
      for (const scratch of opened) await scratch[Symbol.asyncDispose]();
    },
  };
}
