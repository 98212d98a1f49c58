/** Whether a goal was reached. */
export interface Verdict {
  readonly work: string;
  readonly required: string;
  readonly measured: string;
  /** The same against our own contender on PostgreSQL, where the goal is against the one written by hand. */
  readonly beside: string;
  /** Undefined if this run did not measure it. */
  readonly reached: boolean | undefined;
}

export function unmeasured(work: string, required: string): Verdict {
  return { work, required, measured: "not in this run", beside: "", reached: undefined };
}

export function ratio(times: number): string {
  return `${times.toFixed(2)}×`;
}

/** @param rows 1e4 as `1e4`. */
export function sizeName(rows: number): string {
  return rows.toExponential().replace("e+", "e");
}
