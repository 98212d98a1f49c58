import type { HandsFreeError } from "../../errors.ts";
import type { TextResult } from "../decode.ts";
import { readList } from "../list.ts";
import type { StatementForm } from "./statement-form.ts";

export type Types = readonly string[];

/** Forms come from code, so there are few. The limit is for programs that generate them. */
const remembered = 1000;

/** Runs a text of several statements, which are all kept or none, and returns the result of each. */
export type RunScript = (sql: string) => Promise<readonly TextResult[]>;

/**
 * The types of the parameters of a database's statements, learned once for each text. The server tells them of a
 * prepared statement, and a batch is written with them.
 */
export class ParameterTypes {
  readonly #known = new Map<string, Types | undefined>();

  /** @returns undefined if the server cannot infer them, or if different keys of a change can be equal. */
  async of(form: StatementForm, runScript: RunScript): Promise<Types | undefined> {
    const { sql } = form;
    if (this.#known.has(sql)) return this.#known.get(sql);
    const types = await learn(form, runScript).catch(asUnknown);
    if (this.#known.size >= remembered) this.#known.clear();
    this.#known.set(sql, types);
    return types;
  }

  /** Forgets the types of a batch that failed, since the schema may have changed. */
  forget(form: StatementForm): void {
    this.#known.delete(form.sql);
  }
}

/** An error of the statement is met again by the statement itself, or is about what only batches need. */
function asUnknown(error: unknown): undefined {
  const { code } = error as HandsFreeError;
  if (code !== "invalid_query" && code !== "query_failed") throw error;
}

async function learn(form: StatementForm, runScript: RunScript): Promise<Types | undefined> {
  const [, prepared, folding] = await runScript(
    [
      `prepare handsfree_types as ${form.sql}`,
      "select parameter_types::text[] from pg_prepared_statements where name = 'handsfree_types'",
      form.kind === "change" ? form.key.folds : "select false",
      "deallocate handsfree_types",
    ].join("; "),
  );
  const types = readList(prepared?.rows[0]?.[0] ?? "{}", String) as string[];
  const isClear = types.length === form.parameters && folding?.rows[0]?.[0] === "f";
  return isClear ? types : undefined;
}
