/** What the lint has to say about a line of a file. */
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
