/** The options of every command. */
export interface GlobalOptions {
  readonly database?: string;
  readonly json?: boolean;
}
