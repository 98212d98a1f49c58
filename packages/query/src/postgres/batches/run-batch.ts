import type { CompiledQuery, QueryResult } from "kysely";
import { sizeOf } from "../../size-of.ts";
import { mostParameters } from "../message-limits.ts";
import type { Answer } from "./answer.ts";
import type { BatchHost } from "./batch-host.ts";
import { changeBatch } from "./change-batch.ts";
import { insertBatch } from "./insert-batch.ts";
import { lookupBatch } from "./lookup-batch.ts";
import { type StatementForm, statementForm } from "./statement-form.ts";

/** The limits of one statement: rows, and about how many bytes of parameters. */
const mostRows = 1000;
const mostBytes = 16 * 1024 * 1024;

/** Runs statements of one text in a transaction, as few statements if they can be. */
export async function runBatch(
  host: BatchHost,
  queries: readonly CompiledQuery[],
): Promise<QueryResult<unknown>[]> {
  const [first] = queries;
  const form = first && queries.length > 1 ? statementForm(first) : undefined;
  const results: QueryResult<unknown>[] = [];
  for (const part of form ? partsOf(queries, form) : [queries]) {
    const answers = form && part.length > 1 ? await runTogether(host, form, part) : undefined;
    if (answers) for (const answer of answers) results.push(answer());
    else for (const query of part) results.push(await host.runAlone(query));
  }
  return results;
}

/** @returns the answer to each; undefined if they cannot be few statements, and then none of them has run. */
export async function runTogether(
  host: BatchHost,
  form: StatementForm,
  queries: readonly CompiledQuery[],
): Promise<Answer[] | undefined> {
  switch (form.kind) {
    case "insert":
      return insertBatch(host, form, queries);
    case "change": {
      const changes = queries.map((change) => ({ change, records: [] }));
      const changed = await changeBatch(host, { change: form, records: [] }, changes);
      return changed?.map((rows) => () => ({ rows: [], numAffectedRows: BigInt(rows) }));
    }
    default:
      return lookupBatch(host, form, queries);
  }
}

function partsOf(
  queries: readonly CompiledQuery[],
  { parameters }: StatementForm,
): CompiledQuery[][] {
  const rows = Math.max(1, Math.min(mostRows, Math.floor(mostParameters / parameters)));
  const parts: CompiledQuery[][] = [];
  let bytes = 0;
  for (const query of queries) {
    const size = sizeOf(query.parameters);
    const part = parts.at(-1);
    if (part === undefined || part.length === rows || bytes + size > mostBytes) {
      parts.push([query]);
      bytes = size;
    } else {
      part.push(query);
      bytes += size;
    }
  }
  return parts;
}
