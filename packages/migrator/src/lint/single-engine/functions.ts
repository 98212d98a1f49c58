import { type Construct, constructsOf } from "./construct.ts";

type Call = readonly [call: string, instead?: string];

/** Functions of PostgreSQL alone. */
const postgresCalls: readonly Call[] = [
  ["to_char(now(), 'YYYY')"],
  ["to_date('2026', 'YYYY')", "CAST(… AS DATE)"],
  ["clock_timestamp()", "now()"],
  ["statement_timestamp()", "now()"],
  ["convert_to('a', 'UTF8')"],
  ["jsonb_build_object('k', 1)"],
  ["json_build_object('k', 1)"],
  ["json_agg(1)"],
  ["jsonb_agg(1)"],
  ["json_array_elements('[]'::json)"],
  ["json_typeof('1'::json)"],
  ["initcap('a')"],
  ["regexp_like('a', 'a')", "regexp_matches or ~"],
  ["every(true)", "bool_and(…)"],
  ["div(7, 2)"],
  ["pg_advisory_lock(1)", "a row to lock"],
  ["setval('s', 5)"],
];

/** Functions of DuckDB alone. */
const duckdbCalls: readonly Call[] = [
  ["uuid()", "gen_random_uuid()"],
  ["epoch_ms(now())", "extract(epoch FROM …)"],
  ["epoch(now())", "extract(epoch FROM …)"],
  ["strftime(now(), '%Y')"],
  ["strptime('2026', '%Y')"],
  ["date_diff('day', now(), now())"],
  ["time_bucket(INTERVAL '1 day', now())", "date_trunc"],
  ["json_extract('{}', '$.k')", "->"],
  ["json_extract_string('{}', '$.k')", "->>"],
  ["json_group_array(1)"],
  ["json_valid('{}')"],
  ["list(1)", "array_agg(…)"],
  ["list_value(1, 2)", "ARRAY[…]"],
  ["struct_pack(k := 1) IS NULL"],
  ["ifnull(1, 2)", "coalesce"],
  ["len('a')", "length"],
  ["contains('ab', 'a')", "position or LIKE"],
  ["hash('a') IS NULL", "md5"],
  ["hex('a')", "encode(…, 'hex')"],
  ["arg_max(1, 1)"],
  ["median(1)", "percentile_cont(0.5) WITHIN GROUP (…)"],
  ["today()", "current_date"],
  ["typeof(1)", "pg_typeof"],
];

/**
 * Functions that one engine has. Only of files for both: elsewhere one of the name may have been made by
 * whoever calls it.
 */
export const singleEngineFunctions: readonly Construct[] = [
  ...toConstructs("postgres", postgresCalls),
  ...toConstructs("duckdb", duckdbCalls),
];

function toConstructs(engine: Construct["takenBy"], calls: readonly Call[]): readonly Construct[] {
  return constructsOf(
    engine,
    calls.map(([call, instead]) => {
      const name = call.slice(0, call.indexOf("("));
      const pattern = new RegExp(`(?<!\\. )\\b${name.toUpperCase()} \\(`);
      return [`${name}()`, pattern, `SELECT ${call}`, instead] as const;
    }),
  );
}
