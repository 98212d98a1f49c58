import type { Engine } from "@handsfree/query";
import { afterAll, beforeAll } from "vitest";
import { inOrder, type LintFile } from "../src/lint/lint-file.ts";
import type { LintOptions, LintReport } from "../src/lint/lint-report.ts";
import { lintWith } from "../src/lint/lint-migrations.ts";
import { loadParser, type SqlParser } from "../src/lint/parser.ts";
import { openDuckDbScratch } from "../src/lint/scratch/duckdb.ts";
import { openPostgresScratch } from "../src/lint/scratch/postgres.ts";
import type { Scratch } from "../src/lint/scratch/scratch.ts";

/**
 * Lints with one PostgreSQL for all tests of a file, since it takes seconds to start. Before each it is
 * emptied.
 */
export function useLint(): (
  files: readonly LintFile[],
  options?: LintOptions,
) => Promise<LintReport> {
  let parse: SqlParser | undefined;
  let postgres: Scratch | undefined;
  beforeAll(async () => {
    parse = await loadParser();
    postgres = await openPostgresScratch("");
  }, 180_000);
  afterAll(async () => await postgres?.[Symbol.asyncDispose]());

  return async (files, options) => {
    const ordered = inOrder(files);
    if (postgres === undefined || parse === undefined) throw new Error("the tools are not there");
    const isFor = (engine: Engine): boolean =>
      ordered.some(({ engines }) => engines.includes(engine));
    await using duckdb = isFor("duckdb") ? await openDuckDbScratch() : undefined;
    const scratches = new Map<Engine, Scratch>();
    if (duckdb !== undefined) scratches.set("duckdb", duckdb);
    if (isFor("postgres")) {
      await postgres.run(
        `drop schema public cascade; drop schema if exists s cascade; create schema public;
         create table schema_migrations (version int)`,
      );
      scratches.set("postgres", postgres);
    }
    const tools = { parse, scratches, [Symbol.asyncDispose]: async () => undefined };
    return await lintWith(tools, ordered, options);
  };
}

/** Each finding as `rule:line`. */
export function brief({ findings }: LintReport): string[] {
  return findings.map(({ rule, line }) => `${rule}:${line}`);
}
