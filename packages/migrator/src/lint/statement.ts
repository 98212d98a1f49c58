import type { AlterTableCmd, Node, RangeVar } from "libpg-query";
import { isSignificant, splitStatements } from "../sql/split-statements.ts";
import { lineEnds, type Token } from "../sql/token.ts";
import { tokenize } from "../sql/tokenize.ts";
import type { SqlParser } from "./parser.ts";

/** One action of an ALTER TABLE. */
export interface Action {
  readonly command: AlterTableCmd;
  /** The text in the file, without the comma. */
  readonly text: string;
  /** The line where it begins in the file, from 1. */
  readonly line: number;
}

/** A statement and its syntax tree. */
export interface ParsedStatement {
  readonly text: string;
  /** The line where it begins in the file, from 1. */
  readonly line: number;
  /** Undefined without a parser, and for statements outside PostgreSQL's grammar. */
  readonly node: Node | undefined;
  /** The actions of an ALTER TABLE. */
  readonly actions: readonly Action[];
}

/**
 * Splits a file and parses each statement.
 *
 * @throws {SqlTextError} for text that no engine can read.
 */
export function parseStatements(sql: string, parse: SqlParser | undefined): ParsedStatement[] {
  return splitStatements(sql).map(({ text, line }) => {
    const node = parse?.(text);
    return { text, line, node, actions: node === undefined ? [] : actionsOf(node, text, line) };
  });
}

/** The file's line at an offset in a statement. The parser counts offsets in bytes of UTF-8. */
export function lineOfByte({ text, line }: ParsedStatement, offset = 0): number {
  return line + lineEnds(Buffer.from(text).subarray(0, offset).toString());
}

/** The parser gives no location for most actions, so commas separate them. */
function actionsOf(node: Node, text: string, line: number): Action[] {
  if (!("AlterTableStmt" in node)) return [];
  const { cmds = [], relation } = node.AlterTableStmt;
  const commands = cmds.flatMap((cmd) => ("AlterTableCmd" in cmd ? cmd.AlterTableCmd : []));
  const pieces = splitAtCommas(tokensBehind(text, relation));
  return commands.map((command, index) => {
    const piece = commands.length === pieces.length ? pieces[index] : undefined;
    if (piece === undefined) return { command, text: "", line };
    const first = piece.find(isSignificant);
    return {
      command,
      text: piece.map((token) => token.text).join(""),
      line: line + (first?.line ?? 1) - 1,
    };
  });
}

function tokensBehind(text: string, relation: RangeVar | undefined): Token[] {
  const start = Buffer.from(text)
    .subarray(0, relation?.location ?? 0)
    .toString().length;
  const tokens = tokenize(text);
  let offset = 0;
  let index = tokens.findIndex((token) => (offset += token.text.length) > start);
  const next = (): number => tokens.findIndex((token, at) => at > index && isSignificant(token));
  while (tokens[next()]?.text === ".") {
    index = next();
    index = next();
  }
  if (tokens[next()]?.text === "*") index = next();
  return tokens.slice(index + 1);
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const pieces: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if ("([{".includes(token.text)) depth += 1;
    if (")]}".includes(token.text)) depth -= 1;
    if (token.text === "," && depth === 0) pieces.push([]);
    else pieces.at(-1)?.push(token);
  }
  return pieces;
}
