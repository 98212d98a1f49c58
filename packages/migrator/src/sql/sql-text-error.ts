import { HandsFreeError } from "@handsfree/query";

/** Text that no engine can read as SQL. The message names the line and quotes nothing. */
export class SqlTextError extends HandsFreeError {
  /** The line of the problem, from 1. */
  readonly line: number;
  /** The problem and the way out. */
  readonly problem: string;

  constructor(line: number, problem: string) {
    super("migration_files_invalid", `line ${line}: ${problem}`);
    this.line = line;
    this.problem = problem;
  }
}
