import { accessSync, constants } from "node:fs";
import type { PoolConfig } from "pg";
import { InvalidInputError } from "../errors.ts";

/** Returns the problem of a parameter's value, if it has one. Undefined allows any text. */
type Check = ((value: string) => string | undefined) | undefined;

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value)
      ? undefined
      : `must be ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}`;
const whole =
  (least: number, most: number): Check =>
  (value) =>
    /^\d{1,10}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;
const readable: Check = (path) => {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch {
    return "must be the path of a file that can be read";
  }
};
const given: Check = (value) => (value === "" ? "must not be empty" : undefined);
const milliseconds = whole(0, 2_147_483_647);

/**
 * The supported parameters. `pg` cannot support the other parameters of libpq.
 *
 * @see https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 */
const checks: Readonly<Record<string, Check>> = {
  application_name: undefined,
  client_encoding: oneOf("utf8", "UTF8", "utf-8", "UTF-8", "auto"),
  connect_timeout: whole(0, 2_147_483),
  fallback_application_name: undefined,
  host: given,
  idle_in_transaction_session_timeout: milliseconds,
  keepalives: oneOf("0", "1"),
  keepalives_idle: whole(0, 2_147_483),
  lock_timeout: milliseconds,
  options: undefined,
  password: undefined,
  port: whole(1, 65_535),
  search_path: given,
  ssl: oneOf("true", "1", "0", "no-verify"),
  sslcert: readable,
  sslkey: readable,
  sslmode: oneOf("disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"),
  sslnegotiation: oneOf("postgres", "direct"),
  sslrootcert: readable,
  statement_timeout: milliseconds,
  uselibpqcompat: oneOf("true", "false"),
  user: given,
};

/** Parameters that `pg` does not know. They become settings of its pool. */
const own = ["connect_timeout", "keepalives", "keepalives_idle", "search_path"] as const;

/**
 * Refuses a URL with a parameter that would have no effect, such as a misspelt one.
 *
 * @throws {InvalidInputError} with the name of the parameter and no other part of the URL.
 */
export function requireParameters(field: string, url: URL): void {
  const names = [...url.searchParams.keys()];
  for (const name of names) {
    // A part of a password that is not percent-encoded can be here.
    const shown = /^[a-z_]{1,40}$/i.test(name) && !url.search.includes("@") ? `"${name}"` : "";
    if (!Object.hasOwn(checks, name)) {
      throw new InvalidInputError(
        field,
        `has a parameter ${shown || "without a name"} that is not supported; remove it, or give one of ${Object.keys(checks).join(", ")}`,
      );
    }
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      throw new InvalidInputError(
        field,
        `has the parameter "${name}" more than once; give it once`,
      );
    }
    const problem = checks[name]?.(url.searchParams.get(name) ?? "");
    if (problem !== undefined)
      throw new InvalidInputError(field, `has a parameter "${name}", which ${problem}`);
  }
}

/** The settings of a pool for the URL, including the parameters that `pg` does not read. */
export function poolSettings(text: string): PoolConfig {
  const url = new URL(text);
  const parameters = url.searchParams;
  if (!own.some((name) => parameters.has(name))) return { connectionString: text };
  const {
    connect_timeout: timeout,
    keepalives,
    keepalives_idle: idle,
    search_path: path,
  } = Object.fromEntries(parameters);
  for (const name of own) parameters.delete(name);
  if (path !== undefined) {
    const option = `-c search_path=${path.replaceAll(/[\\\s]/g, "\\$&")}`;
    parameters.set("options", [parameters.get("options"), option].filter(Boolean).join(" "));
  }
  // `pg` does not read a plus as a space.
  url.search = url.search.replaceAll("+", "%20");
  return {
    connectionString: url.href,
    ...(timeout === undefined ? {} : { connectionTimeoutMillis: Number(timeout) * 1000 }),
    ...(keepalives === undefined ? {} : { keepAlive: keepalives === "1" }),
    ...(idle === undefined ? {} : { keepAliveInitialDelayMillis: Number(idle) * 1000 }),
  };
}
