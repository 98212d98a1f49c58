import type { Extensions, PGliteInterface } from "@electric-sql/pglite";
import { typeName } from "../../schema/type-names.ts";
import { importOptional } from "../optional-package.ts";
import { quoteName } from "../tree.ts";
import { readEffectState, toEffect } from "./postgres-effects.ts";
import { missingRole, refusalOf } from "./postgres-refusal.ts";
import type { Effect, Refusal, Scratch } from "./scratch.ts";

/**
 * Opens a PostgreSQL in this process, if `@electric-sql/pglite` is installed.
 *
 * @param sql the text of all files: extensions that it creates are loaded if PGlite has them.
 */
export async function openPostgresScratch(sql: string): Promise<Scratch | undefined> {
  const library = await importOptional(
    "@electric-sql/pglite",
    () => import("@electric-sql/pglite"),
  );
  if (library === undefined) return undefined;
  const db = await library.PGlite.create({ extensions: await loadExtensions(sql) });
  await db.exec("create table schema_migrations (version int)");
  return new PostgresScratch(db);
}

async function loadExtensions(sql: string): Promise<Extensions> {
  const created = sql.matchAll(/create\s+extension\s+(?:if\s+not\s+exists\s+)?"?(?<name>[\w-]+)/gi);
  const extensions: Extensions = {};
  for (const { groups } of created) {
    const name = (groups?.name ?? "").toLowerCase().replaceAll("-", "_");
    try {
      const module = (await import(`@electric-sql/pglite/contrib/${name}`)) as Extensions;
      if (module[name] !== undefined) extensions[name] = module[name];
    } catch {
      // PGlite lacks the extension. The statement's refusal will say so.
    }
  }
  return extensions;
}

class PostgresScratch implements Scratch {
  readonly engine = "postgres";
  readonly #db: PGliteInterface;
  readonly #roles = new Set<string>();
  #inTransaction = false;

  constructor(db: PGliteInterface) {
    this.#db = db;
  }

  async begin(): Promise<void> {
    await this.#db.exec("begin; insert into public.schema_migrations values (0)");
    this.#inTransaction = true;
  }

  async commit(): Promise<Refusal | undefined> {
    this.#inTransaction = false;
    return this.#attempt("commit");
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false;
    await this.#db.exec("rollback");
  }

  run(statement: string): Promise<Refusal | undefined> {
    return this.#attempt(statement);
  }

  async supply(refusal: Refusal): Promise<boolean> {
    const role = missingRole(refusal);
    if (role === undefined || this.#roles.has(role)) return false;
    this.#roles.add(role);
    return (await this.#attempt(`create role ${quoteName(role)}`)) === undefined;
  }

  async resetSession(): Promise<void> {
    await this.#db.exec("reset session authorization; reset role; reset all");
  }

  async columns(table: string): Promise<ReadonlyMap<string, string> | undefined> {
    const { rows } = await this.#db.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
      [quoteName(table)],
    );
    return rows.length === 0
      ? undefined
      : new Map(rows.map(({ name, type }) => [name, typeName(type)]));
  }

  async tryActions(
    table: string,
    actions: readonly string[],
    watched: readonly string[],
  ): Promise<(Effect | undefined)[]> {
    const outermost = !this.#inTransaction;
    await this.#db.exec(outermost ? "begin; savepoint lint_try" : "savepoint lint_try");
    const effects: (Effect | undefined)[] = [];
    for (const action of actions) {
      const before = await readEffectState(this.#db, watched);
      await this.#db.exec("savepoint lint_action");
      const refusal = await this.#attempt(`alter table ${quoteName(table)} ${action}`);
      if (refusal !== undefined) await this.#db.exec("rollback to savepoint lint_action");
      const taken = refusal === undefined;
      effects.push(taken ? toEffect(before, await readEffectState(this.#db, watched)) : undefined);
    }
    await this.#db.exec(outermost ? "rollback" : "rollback to savepoint lint_try");
    return effects;
  }

  async #attempt(statement: string): Promise<Refusal | undefined> {
    try {
      await this.#db.exec(statement);
      return undefined;
    } catch (error) {
      return refusalOf(error, statement);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.close();
  }
}
