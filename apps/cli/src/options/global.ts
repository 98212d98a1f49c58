/** What every command takes. */
export interface GlobalOptions {
  readonly database?: string;
  readonly json?: boolean;
}
