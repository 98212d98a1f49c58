import { lineEnds, type Token } from "../sql/token.ts";
import { tokenize } from "../sql/tokenize.ts";

/** Findings that somebody has looked at, and says why they may be. */
export interface Silence {
  /** The line whose findings it silences. */
  readonly line: number;
  readonly rule: string;
  /** Empty where none is given, which is a finding. */
  readonly because: string;
  /** Where it stands itself, for what is wrong with it: its own line, or "lint.json". */
  readonly at: number | "lint.json";
}

const form = /^--\s*lint:\s*allow\s+(?<rule>[\w-]+)(?:\s+because(?:\s+(?<because>\S.*?))?)?\s*$/;
const attempt = /^--\s*lint:/;

/**
 * Reads a file's `-- lint: allow RULE because REASON` comments. One behind SQL is about its line; one on a
 * line of its own is about the next line that is more than a comment, so that several can stand above it.
 * What begins like one and is none becomes a silence of a rule that there is not.
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
