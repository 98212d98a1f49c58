import type { Engine } from "@handsfree/query";
import { type MigrationProblem, problem } from "../plan/problem.ts";
import { normalizeText } from "./checksum.ts";
import { valuesOfDirective } from "./directives.ts";
import type { Adoption, MigrationFile } from "./migration.ts";
import { adoptionFolder } from "./list-files.ts";
import { oncePerFile, readSql } from "./parse-file.ts";

/** Whether a file is an adoption and not a migration: its name begins with `adopt/`. */
export function isAdoption({ file }: MigrationFile): boolean {
  return file.startsWith(`${adoptionFolder}/`);
}

/** An adoption, and the problems of its file. */
export interface ParsedAdoption {
  /** Undefined when there is a problem. */
  readonly adoption: Adoption | undefined;
  readonly problems: readonly MigrationProblem[];
}

export const parseAdoption: (file: MigrationFile) => ParsedAdoption = oncePerFile(parse);

const pattern = /^adopt\/[a-z0-9]+(?:_[a-z0-9]+)*(?:\.(?<engine>duckdb|postgres))?\.sql$/;

function parse({ file, sql: text }: MigrationFile): ParsedAdoption {
  const sql = normalizeText(text);
  const [adopts, before] = [valuesOfDirective("adopts", sql), valuesOfDirective("before", sql)];
  const problems = [...readSql(file, sql).problems];
  const name = pattern.exec(file);
  const wrong = (what: string): number => problems.push(problem("bad_adoption", [file], what));
  if (name === null)
    wrong("must be named like adopt/lower_snake.sql or adopt/lower_snake.duckdb.sql");
  if (adopts.length === 0) {
    wrong(
      'must adopt a version; add a line "-- migrate: adopts VERSION" with the other program\'s version',
    );
  }
  const [migration] = before;
  if (migration === undefined || before.length > 1) {
    const line = '"-- migrate: before VERSION"';
    wrong(`must have one line ${line} that names a migration, and has ${before.length}`);
    return { adoption: undefined, problems };
  }
  if (problems.length > 0) return { adoption: undefined, problems };
  const engine = name?.groups?.["engine"] as Engine | undefined;
  return { adoption: { file, engine, sql, adopts, before: migration }, problems };
}
