import { HandsFreeError } from "@handsfree/query";

/** A text that no engine could read as SQL. The message says the line, and quotes nothing. */
export class SqlTextError extends HandsFreeError {
  /** Where what is wrong begins, from 1. */
  readonly line: number;
  /** What is wrong, and the way out. */
  readonly problem: string;

  constructor(line: number, problem: string) {
    super("migration_files_invalid", `line ${line}: ${problem}`);
    this.line = line;
    this.problem = problem;
  }
}
