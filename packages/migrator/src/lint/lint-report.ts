import type { FileSilence } from "./read-lint-config.ts";

/** Options of `lintMigrations`. */
export interface LintOptions {
  /** Silences of files that can no longer change. Default none. */
  readonly silences?: readonly FileSilence[];
  /** Which files to check; the others only run before them. Default all. */
  readonly only?: (file: string) => boolean;
  /** How long each engine may run files, in milliseconds. The rest is not checked. Default 60,000. */
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
  /** The danger, and the way out. */
  readonly message: string;
}

/** The findings of the lint, and the checks that it could not make. */
export interface LintReport {
  /** The files that it looked at, in the order in which they run. */
  readonly files: readonly string[];
  /** In order of file and line. */
  readonly findings: readonly Finding[];
  /** One line for each thing that was not checked, and how to have it checked. */
  readonly notChecked: readonly string[];
}
