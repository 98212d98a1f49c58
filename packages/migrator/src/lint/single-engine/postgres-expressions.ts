import { type Construct, constructsOf } from "./construct.ts";

/** What DuckDB refuses within a query. */
export const postgresExpressions: readonly Construct[] = constructsOf("postgres", [
  [
    "row locks",
    /\bFOR (?:NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)(?! OF \()\b/,
    "SELECT a FROM t FOR UPDATE",
    "a conditional UPDATE … RETURNING",
  ],
  [
    "ON CONFLICT ON CONSTRAINT",
    /\bON CONFLICT ON CONSTRAINT\b/,
    "INSERT INTO t (a) VALUES (1) ON CONFLICT ON CONSTRAINT t_pkey DO NOTHING",
    "ON CONFLICT (columns)",
  ],
  [
    "ON CONFLICT of a partial index",
    /\bON CONFLICT \( [^)]* \) WHERE\b/,
    "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) WHERE a > 0 DO NOTHING",
  ],
  ["~*", /!?~\*/, "SELECT 'a' ~* 'A'", "regexp_matches, or lower() of both"],
  ["# operators", /(?<=\S )#(?:>>?|-)? ['\d]/, "SELECT 5 # 3"],
  ["U&'…' and U&\"…\"", /U&''|(?<=\W)U&""/, "SELECT U&'\\0061'", "the character itself"],
]);
