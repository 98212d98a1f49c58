/** An example of a request. A test sends it, once the records that it names are there. */
interface Example {
  /** The parameters of the path. */
  readonly path?: Readonly<Record<string, number | string>>;
  readonly query?: Readonly<Record<string, boolean | number | string | readonly string[]>>;
  /** By their names in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Examples by the id of their operation. */
export type Examples = Readonly<Record<string, Example>>;
