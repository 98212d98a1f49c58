import type { CompiledQuery, QueryResult } from "kysely";
import type { HandsFreeError } from "../../errors.ts";
import type { TextResult } from "../decode.ts";
import type { StatementForm } from "./statement-form.ts";

/** The connection that batches run on. */
export interface BatchHost {
  readonly runText: (sql: string, parameters: readonly unknown[]) => Promise<TextResult>;
  /** Runs a statement outside of a transaction, of which the server may keep the plan. */
  readonly runPrepared: (sql: string, parameters: readonly unknown[]) => Promise<TextResult>;
  readonly runAlone: (query: CompiledQuery) => Promise<QueryResult<unknown>>;
  /**
   * The SQL names of the types that the server infers for the parameters of a form's single statement. Undefined if it
   * cannot infer them, or if different keys of a change can be equal.
   */
  readonly parameterTypes: (form: StatementForm) => Promise<readonly string[] | undefined>;
  /** Learns the types again for the next batch, since the schema may have changed. */
  readonly forgetTypes: (form: StatementForm) => void;
}

/** Runs a statement that was written with the types of the parameters of these forms. */
export async function runTyped(
  host: BatchHost,
  forms: readonly StatementForm[],
  { sql, parameters }: Pick<CompiledQuery, "sql" | "parameters">,
  run: BatchHost["runText"] = host.runText,
): Promise<TextResult> {
  try {
    return await run(sql, parameters);
  } catch (error) {
    if (isAboutTypes(error)) for (const form of forms) host.forgetTypes(form);
    throw error;
  }
}

/** Whether a batch may have failed since the types of its columns are others now. */
export function isAboutTypes(error: unknown): boolean {
  const { code } = error as Partial<HandsFreeError>;
  return code === "invalid_query" || code === "invalid_value";
}
