import { lineEnds, type Token } from "../sql/token.ts";
import { tokenize } from "../sql/tokenize.ts";

/** An accepted finding, and the reason. */
export interface Silence {
  /** The line whose findings it silences. */
  readonly line: number;
  readonly rule: string;
  /** Empty when the comment gives none, which is a finding. */
  readonly because: string;
  /** The line of the silence itself, or "lint.json", for findings about the silence. */
  readonly at: number | "lint.json";
}

const form = /^--\s*lint:\s*allow\s+(?<rule>[\w-]+)(?:\s+because(?:\s+(?<because>\S.*?))?)?\s*$/;
const attempt = /^--\s*lint:/;

/**
 * Reads the comments `-- lint: allow RULE because REASON`. A comment after SQL applies to its own line. A
 * comment on its own line applies to the next line with SQL, so several can be stacked. A malformed comment
 * becomes a silence of an unknown rule.
 */
export function readSilences(sql: string): readonly Silence[] {
  const tokens = tokenize(sql).filter(({ kind }) => kind !== "space");
  return tokens.flatMap((token, index): Silence[] => {
    if (token.kind !== "comment" || !attempt.test(token.text)) return [];
    const { rule = token.text.replace(attempt, "").trim(), because = "" } =
      form.exec(token.text)?.groups ?? {};
    return [{ line: lineOf(tokens, index), rule, because, at: token.line }];
  });
}

function lineOf(tokens: readonly Token[], index: number): number {
  const at = tokens[index]?.line ?? 1;
  const before = tokens[index - 1];
  const endsOnIt = before !== undefined && before.line + lineEnds(before.text) === at;
  if (endsOnIt && before.kind !== "comment") return at;
  return tokens.slice(index).find(({ kind }) => kind !== "comment")?.line ?? at;
}
