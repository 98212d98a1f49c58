import { databasePathFromEnvironment, requirePath } from "./database-path.ts";
import { InvalidInputError } from "./errors.ts";
import { describeUrl, looksLikeUrl, requireUrl } from "./postgres/url.ts";

/** The location of a database: a DuckDB file, or a PostgreSQL URL. */
export type DatabaseTarget =
  | { readonly engine: "duckdb"; readonly path: string }
  | { readonly engine: "postgres"; readonly url: string };

/**
 * The database that the environment names: `DATABASE_URL` (`postgres://` or `postgresql://`) if it is set, else
 * the path that `databasePathFromEnvironment` returns.
 *
 * @throws {InvalidInputError} if both `DATABASE_URL` and `DUCKDB_PATH` are set, or the one that is set is not
 *   valid. The message contains no part of the URL.
 */
export function databaseTargetFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): DatabaseTarget {
  const { DATABASE_URL: url, DUCKDB_PATH: path } = environment;
  if (url === undefined) {
    if (path !== undefined) refuseUrl("DUCKDB_PATH", path, "DATABASE_URL");
    return { engine: "duckdb", path: databasePathFromEnvironment(environment, cwd) };
  }
  if (path !== undefined) {
    throw new InvalidInputError(
      "DATABASE_URL",
      "and DUCKDB_PATH are both set; unset the one whose database is not meant",
    );
  }
  requireUrl("DATABASE_URL", url);
  return { engine: "postgres", url };
}

/** The target in a form that is safe in messages: the path, or the URL without user, password and settings. */
export function describeTarget(target: DatabaseTarget): string {
  return target.engine === "duckdb" ? target.path : describeUrl(target.url);
}

/** @throws {InvalidInputError} if both are given, or the one that is given is not valid. */
export function targetOf({
  path,
  url,
}: {
  readonly path?: string | undefined;
  readonly url?: string | undefined;
}): DatabaseTarget {
  if (url !== undefined) {
    if (path !== undefined) {
      throw new InvalidInputError("url", "and path are both given; leave one of them out");
    }
    requireUrl("url", url);
    return { engine: "postgres", url };
  }
  if (path === undefined) return databaseTargetFromEnvironment();
  requirePath("path", path);
  refuseUrl("path", path, "url");
  return { engine: "duckdb", path };
}

/** As a path, a URL would name a file, and every message about that file would contain the password. */
function refuseUrl(field: string, path: string, rightField: string): void {
  if (looksLikeUrl(path)) {
    throw new InvalidInputError(field, `is a PostgreSQL URL, not a path; give it as ${rightField}`);
  }
}
