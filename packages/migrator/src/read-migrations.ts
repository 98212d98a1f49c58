import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "@handsfree/query";
import { MigrationFilesError } from "./errors.ts";

/** A migration as its file has it. */
export interface Migration {
  /** `NNN_lower_snake`: what the history records. The same for every engine's variant. */
  readonly version: string;
  /** The file's name. */
  readonly file: string;
  readonly sql: string;
  /**
   * Versions of another program that the history may hold beside ours: the file's lines
   * `-- migrate: tolerates VERSION`.
   */
  readonly tolerates?: readonly string[];
}

const fileName =
  /^(?<version>(?<number>\d{3,})_[a-z0-9]+(?:_[a-z0-9]+)*)(?:\.(?<engine>duckdb|postgres))?\.sql$/;
const transactionWord = /^\s*(?:begin|start|commit|end|rollback|abort)\b/i;
const notSql = /\/\*[\s\S]*?\*\/|--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

/**
 * Reads the folder's `NNN_lower_snake.sql` files, and of those with variants
 * (`NNN_lower_snake.duckdb.sql`) the engine's, in order of number. What does not end in `.sql` is not
 * looked at.
 *
 * @param engine what `engineOf` says of the database. Default `duckdb`.
 * @throws {MigrationFilesError} for a bad name, a number used twice, a file without SQL, or one that
 *   begins or ends a transaction itself.
 */
export async function readMigrations(
  directory: string,
  engine: Engine = "duckdb",
): Promise<Migration[]> {
  const problems: string[] = [];
  const migrations: Migration[] = [];
  const numbers = new Map<number, string>();

  for (const file of await listSqlFiles(directory)) {
    const { version, number, engine: variant } = fileName.exec(file)?.groups ?? {};
    if (version === undefined) {
      problems.push(`${file} is not named like 001_lower_snake.sql or 001_lower_snake.duckdb.sql`);
      continue;
    }
    if (variant !== undefined && variant !== engine) continue;
    const other = numbers.get(Number(number));
    if (other !== undefined) problems.push(`${other} and ${file} have one number`);
    numbers.set(Number(number), file);

    const sql = await readFile(join(directory, file), "utf8");
    const statements = sql.replaceAll(notSql, " ").split(";");
    if (statements.every((statement) => statement.trim() === ""))
      problems.push(`${file} has no SQL`);
    if (statements.some((statement) => transactionWord.test(statement)))
      problems.push(`${file} begins or ends a transaction; each file runs in one already`);
    migrations.push({ version, file, sql, tolerates: toleratedIn(sql) });
  }

  if (problems.length > 0) throw new MigrationFilesError(problems);
  return migrations.toSorted(
    (a, b) => Number.parseInt(a.version, 10) - Number.parseInt(b.version, 10),
  );
}

async function listSqlFiles(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((file) => file.endsWith(".sql")).toSorted();
  } catch (error) {
    throw new MigrationFilesError([
      `${directory} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
    ]);
  }
}

function toleratedIn(sql: string): string[] {
  return Array.from(
    sql.matchAll(/^-- migrate: tolerates (\S+)\s*$/gm),
    ([, version]) => version ?? "",
  );
}
