import type { FileSilence } from "./read-lint-config.ts";

/** What the lint can be told besides. */
export interface LintOptions {
  /** Silences of files that can no longer be changed. Default none. */
  readonly silences?: readonly FileSilence[];
  /** Which files to look at; the others only run before them. Default all. */
  readonly only?: (file: string) => boolean;
  /** How long an engine may run the files, in milliseconds. What is left then is not checked. Default 60,000. */
  readonly timeLimit?: number;
}

/** A problem that the lint found in a line of a file. */
export interface Finding {
  /** The file's name. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The rule's id. */
  readonly rule: string;
  /** What happens, and the way out. */
  readonly message: string;
}

/** What the lint found, and what it could not look at. */
export interface LintReport {
  /** In order of file and line. */
  readonly findings: readonly Finding[];
  /** One line for each thing that was not checked, with the way to have it checked. */
  readonly notChecked: readonly string[];
}
